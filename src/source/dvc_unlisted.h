/*
 * dvc_unlisted.h - the files on disk, in a folder that DVC keeps, that the list of it does not
 * name. git ignores such a folder as a whole, so that nobody else comes upon them.
 */

#pragma once

#include "source/dvc_list.h"

/* One of them: its path in the folder, valid during the call. `left_out` where the .dvcignore files
 * above say so, or it stands in a folder of version control's or of DVC's own: then the list is
 * right not to name it. */
typedef ASSAY_RESULT dvc_unlisted_visit(void *state, struct bytes relpath, bool left_out,
                                        struct assay_error *err);

/*
 * Visits them, in any order; none where there is no such folder. `root` is a descriptor of the top,
 * `folder` a path below it; the list is sorted. Links are not followed.
 *
 * ASSAY_EIO     a folder cannot be read
 * ASSAY_ELIMIT  folders are too deep, or there are too many files
 * and what the visit returns
 */
ASSAY_RESULT dvc_unlisted_each(int root, const char *folder, const struct dvc_list *list,
                               dvc_unlisted_visit *visit, void *state, struct assay_error *err);
