/*
 * dvc_unlisted.h - the files on disk, in a folder that DVC keeps, that the list of it does not
 * name. git ignores such a folder as a whole, so that nobody else comes upon them.
 */

#pragma once

#include "source/dvc_list.h"

struct dvc_unlisted {
    struct bytes relpath; /* in the folder; valid during the call */
    bool is_link;         /* a symbolic one, which has no bytes of its own */
    /* The .dvcignore files above say so, or it stands in a folder of version control's or of DVC's
     * own: the list is right not to name it. */
    bool left_out;
};

typedef ASSAY_RESULT dvc_unlisted_visit(void *state, const struct dvc_unlisted *found,
                                        struct assay_error *err);

/*
 * Visits them, in any order; none where there is no such folder. `root` is a descriptor of the top,
 * `folder` a path below it; the list is sorted. Links are not followed.
 *
 * ASSAY_EIO     a folder cannot be read, or something else stands in its place
 * ASSAY_ELIMIT  folders are too deep, or there are too many files
 * and what the visit returns
 */
ASSAY_RESULT dvc_unlisted_each(int root, const char *folder, const struct dvc_list *list,
                               dvc_unlisted_visit *visit, void *state, struct assay_error *err);
