/* held_files.h - two trees of files side by side, where one may stand in a folder of the other and
 * files may have other names. */

#pragma once

#include <assay/nearest.h>

#include "base/arena.h"

struct tree {
    const struct assay_item **items; /* in the order of names, all of one level */
    size_t count;
    bool lone;          /* a file that was named by itself */
    const char *folder; /* of the repository, that was named; or "" */
};

/* Of an archive what it holds, where it was opened. */
ASSAY_RESULT tree_of(const struct assay_inventory *inventory, struct arena *arena, struct tree *out,
                     struct assay_error *err);

/* True where the files are called the same, in whatever folders. */
bool names_related(struct bytes one, struct bytes other);

/*
 * Fills folders, files and counts of `out`.
 * files  those of `out`, whose entries are yet to be told
 */
ASSAY_RESULT hold_files(const struct tree *recorded, const struct tree *present,
                        struct arena *arena, struct assay_nearest *out,
                        struct assay_held_file **files, struct assay_error *err);
