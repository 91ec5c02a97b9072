/*
 * dvc_list.h - the list of files that stands for a folder in a cache of DVC: JSON, `[{"md5": ...,
 * "relpath": ...}, ...]`, sorted by relpath, its own MD5 (with ".dir" behind) naming it.
 * Source: DVC, "dvc files", "Directory entries"; dvc-data, hashfile/tree.py.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/arena.h"

struct dvc_file {
    const char *md5;      /* 32 lower-case hex digits */
    struct bytes relpath; /* in the folder; UTF-8, no control characters are promised */
};

struct dvc_list {
    struct dvc_file *files; /* as they stand there */
    size_t count;
    bool sorted; /* by relpath, each once */
};

/* Everything lives in `arena`. ASSAY_EFORMAT with the offset, ASSAY_ELIMIT, ASSAY_ENOMEM. */
ASSAY_RESULT dvc_list_parse(struct bytes text, struct arena *arena, struct dvc_list *out,
                            struct assay_error *err);
