/*
 * pack_names.h - the path of each content of a pack, from its trees: the first folder that was met
 * with it, and so on up to the tree of a commit.
 */

#pragma once

#include "base/buf.h"
#include "source/git/tree_entry.h"

struct pack_names {
    struct table table; /* of `all`, by id */
    uint64_t seed;
    struct pack_name {
        struct object_id id;
        enum entry_type type; /* as the folder has it */
        bool top;             /* the tree of a commit */
        uint32_t parent;      /* or TABLE_NONE */
        uint32_t at, size;    /* of its name in `texts` */
    } * all;
    size_t count, capacity;
    size_t most;      /* that are kept; further ones have no path */
    struct buf texts; /* names one behind the other */
};

void pack_names_init(struct pack_names *names, size_t most);
void pack_names_clear(struct pack_names *names);

/* A commit's tree: paths begin here. */
ASSAY_RESULT pack_names_top(struct pack_names *names, const struct object_id *tree,
                            struct assay_error *err);

/* An entry of a tree. *fresh says whether what it names was met for the first time. */
ASSAY_RESULT pack_names_add(struct pack_names *names, const struct object_id *tree,
                            const struct tree_entry *entry, bool *fresh, struct assay_error *err);

/* The path of a content in `out`, and its type; false where no tree has it, or where the path is
 * longer than LIMIT_NAME. */
bool pack_names_path(const struct pack_names *names, const struct object_id *id, struct buf *out,
                     enum entry_type *type);
