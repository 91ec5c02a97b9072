/* tree_walk.h - inside the walks of trees: reading one, and telling what is wrong with it. */

#pragma once

#include "source/git/trees.h"

/* The path of a node, its memory from the walk's part. */
const struct assay_path *walk_path(const struct tree_walk *walk, uint32_t node);

/* Reads a tree as object_read() does; ASSAY_EFORMAT where the object is none. */
ASSAY_RESULT tree_read(struct objects *objects, const struct object_id *id, struct object *out,
                       struct assay_error *err);

/* Reads a tree; what is wrong with it is a gap, and *held says whether there is one to walk. */
ASSAY_RESULT walk_read(const struct tree_walk *walk, const struct object_id *id, uint32_t node,
                       struct object *out, bool *held, struct assay_error *err);

/* Tells of what git itself would never write. `twice`: the entry before it has the same name. */
void walk_judge(const struct tree_walk *walk, const struct tree_entry *entry, bool twice,
                uint32_t node);
/* Tells of a tree below LIMIT_TREE_DEPTH others. */
void walk_gap_deep(const struct tree_walk *walk, uint32_t node);
/* Tells of a tree that cannot be read to its end. */
void walk_gap_cut(const struct tree_walk *walk, uint32_t node);
