/* folder.h - a folder for one test, removed with all that is in it. */

#pragma once

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "rows.h"

struct folder {
    char path[64];
};

/* In memory where that can be had: some tests sync thousands of files. */
static inline void folder_make(struct folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/dev/shm/assay-test-XXXXXX");
    if (mkdtemp(folder->path))
        return;
    snprintf(folder->path, sizeof folder->path, "/tmp/assay-test-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
}

static inline int folder_remove_entry(const char *path, const struct stat *status, int type,
                                      struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

static inline void folder_remove(struct folder *folder)
{
    if (folder->path[0])
        nftw(folder->path, folder_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    folder->path[0] = 0;
}
