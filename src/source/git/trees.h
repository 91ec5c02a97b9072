/* trees.h - walks of trees that fill a catalogue. */

#pragma once

#include "inventory/build.h"
#include "source/git/tree_entry.h"

struct tree_walk {
    struct objects *objects;
    struct catalogue *catalogue;
    struct inventory_part *part;      /* for gaps; NULL: they are not told */
    unsigned helpers;                 /* threads that may read trees ahead of tree_add() */
    bool (*wants)(struct bytes name); /* of files that tree_add_new() adds; NULL: all */
};

/* A tree that stood at a path, and the commit that it first stood there in. */
struct tree_version {
    struct object_id tree;
    uint32_t commit;
};

/*
 * Adds all that the trees hold below `node` and that the catalogue does not know yet. The versions
 * come oldest first, so that what several hold belongs to the oldest commit.
 */
ASSAY_RESULT tree_add(const struct tree_walk *walk, const struct tree_version *versions,
                      size_t count, uint32_t node, struct assay_error *err);

/* Adds what stands at a path in none of `parents`: what a commit introduced. */
ASSAY_RESULT tree_add_new(const struct tree_walk *walk, const struct object_id *tree,
                          const struct object_id *parents, size_t parent_count, uint32_t commit,
                          struct assay_error *err);

/* Marks the places of the catalogue that a tree holds as present in HEAD. */
ASSAY_RESULT tree_mark(const struct tree_walk *walk, const struct object_id *tree,
                       struct assay_error *err);
