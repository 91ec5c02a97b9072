/*
 * lfs_paths.h - which paths of a view git sends through git-lfs, by the .gitattributes of the tree
 * or index that is examined, never those that happen to lie on disk.
 */

#pragma once

#include "source/git/views.h"
#include "source/source.h"

struct lfs_paths;

/* `view` is filled; what it borrows must outlive the answer. */
ASSAY_RESULT lfs_paths_open(const struct view *view, struct lfs_paths **out,
                            struct assay_error *err);
void lfs_paths_free(struct lfs_paths *paths); /* NULL is fine */

/*
 * What holds for a path at the commit that introduced it (NO_COMMIT: in the view's one tree). In a
 * history a tree that cannot be read, and what a tag names without a commit, is FILTER_UNKNOWN.
 */
ASSAY_RESULT lfs_paths_ask(struct lfs_paths *paths, const struct assay_path *path, uint32_t commit,
                           enum place_filter *out, struct assay_error *err);
