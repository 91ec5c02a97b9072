/* ownership.h - whose repositories are read: git's own rule. */

#pragma once

#include <assay/error.h>

/* `work_dir` is NULL for a bare repository. ASSAY_EIO, id "git.foreign-owner", with what to do. */
ASSAY_RESULT check_owner(const char *work_dir, const char *git_dir, struct assay_error *err);
