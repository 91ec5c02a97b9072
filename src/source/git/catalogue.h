/*
 * catalogue.h - which content stood at which path: each object once, with all its places.
 *
 * Held while a view is walked; a place costs about 40 bytes beside names and ids.
 */

#pragma once

#include "base/arena.h"
#include "source/git/objects.h"
#include "source/table.h"

#define CATALOGUE_ROOT UINT32_C(0)
#define NO_COMMIT UINT32_MAX

/* What a tree entry's mode says. */
enum entry_type { ENTRY_FILE, ENTRY_SYMLINK, ENTRY_GITLINK, ENTRY_TREE };

/* One name in one folder. */
struct node {
    const char *name;
    uint32_t size;
    uint32_t parent;
    uint32_t first_tree, last_tree; /* places of the trees that stood here, not walked yet */
};

struct place {
    uint32_t node, object, commit; /* the first commit that was walked with it, or NO_COMMIT */
    uint32_t next;                 /* place of the same object, of a tree at the same node, or
                                    * TABLE_NONE */
    bool present;                  /* in HEAD */
};

struct known_object {
    struct object_id id;
    enum entry_type type;
    uint32_t first, last, places; /* none for trees, whose places hang at their node */
};

struct catalogue {
    struct arena *names;
    struct node *nodes;
    struct place *places;
    struct known_object *objects;
    size_t node_count, node_capacity, place_count, place_capacity, object_count, object_capacity;
    struct table by_name, by_place, by_id;
    uint64_t seed;
    bool full;              /* LIMIT_GIT_PLACES was met */
    struct object_id *tags; /* objects of annotated tags, as often as refs lead to them */
    size_t tag_count, tag_capacity;
};

/* ASSAY_ENOMEM */
ASSAY_RESULT catalogue_init(struct catalogue *catalogue, struct assay_error *err);
void catalogue_clear(struct catalogue *catalogue);

/* The node of a name in a folder; TABLE_NONE where it was never added. */
uint32_t catalogue_node(const struct catalogue *catalogue, uint32_t parent, struct bytes name);
ASSAY_RESULT catalogue_add_node(struct catalogue *catalogue, uint32_t parent, struct bytes name,
                                uint32_t *node, struct assay_error *err);

/* The place of a content at a name; TABLE_NONE where it was never added. */
uint32_t catalogue_place(const struct catalogue *catalogue, uint32_t parent, struct bytes name,
                         enum entry_type type, const struct object_id *id);
/* Whether an object stands anywhere: the root trees of commits do not. */
bool catalogue_knows(const struct catalogue *catalogue, const struct object_id *id);
/* Adds a place; *node is TABLE_NONE where it was there already, or the catalogue is full. */
ASSAY_RESULT catalogue_add(struct catalogue *catalogue, uint32_t parent, struct bytes name,
                           enum entry_type type, const struct object_id *id, uint32_t commit,
                           uint32_t *node, struct assay_error *err);

/* Notes the object of a tag. ASSAY_ENOMEM */
ASSAY_RESULT catalogue_add_tag(struct catalogue *catalogue, const struct object_id *id,
                               struct assay_error *err);
/* All were noted: each stays once. */
void catalogue_unite_tags(struct catalogue *catalogue);

/* Writes the node's path from the root, '/' between names. */
struct buf;
void catalogue_path(const struct catalogue *catalogue, uint32_t node, struct buf *out);
