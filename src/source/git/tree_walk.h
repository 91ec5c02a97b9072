/* tree_walk.h - inside the walks of trees: reading one, and telling what is wrong with it. */

#pragma once

#include "source/git/trees.h"

/* The path of a node, its memory from the walk's part. */
const struct assay_path *walk_path(const struct tree_walk *walk, uint32_t node);

/* Reads a tree; what is wrong with it is a gap, and *held says whether there is one to walk. */
ASSAY_RESULT walk_read(const struct tree_walk *walk, const struct object_id *id, uint32_t node,
                       struct object *out, bool *held, struct assay_error *err);

/* Tells of what git itself would never write. `before` is the name that stood before it. */
void walk_judge(const struct tree_walk *walk, const struct tree_entry *entry, struct bytes before,
                uint32_t node);
/* Tells of a tree that cannot be read to its end. */
void walk_judge_rest(const struct tree_walk *walk, struct bytes rest, uint32_t node);
