/*
 * alternates.h - the folders of objects that a repository reads: its own and those it borrows from.
 * Source: gitrepository-layout(5), "objects/info/alternates".
 */

#pragma once

#include <assay/error.h>
#include <stddef.h>
#include <sys/types.h>

#include "inventory/build.h"

struct object_folder {
    char *path;
    int fd;
    dev_t device; /* with `inode`, what it is under any name */
    ino_t inode;
    unsigned depth; /* alternates that lead to it */
};

struct object_folders {
    struct object_folder *folders; /* each once, in the order in which objects are looked for */
    size_t count, capacity;
};

/*
 * Opens `folder`, the `borrowed` ones, and all that their alternates name, to the depth that git
 * has. One that is not there or nests deeper is the gap "git.alternate-missing", told once; `part`
 * may be NULL.
 *
 * ASSAY_EIO, ASSAY_EMISSING  the first folder cannot be opened
 */
ASSAY_RESULT object_folders_open(const char *folder, const char *const *borrowed, size_t count,
                                 struct inventory_part *part, struct object_folders *out,
                                 struct assay_error *err);
void object_folders_clear(struct object_folders *folders);
