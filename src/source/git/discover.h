/* discover.h - which repository a path belongs to. */

#pragma once

#include <assay/error.h>
#include <assay/git.h>
#include <limits.h>
#include <stdbool.h>

/*
 * Looks upwards from `path`, or takes what git handed over where that is the repository meant.
 *
 * git_dir  the folder found, without a final slash; "" where there is none
 * *ours    the environment is of this repository: what else it says counts
 */
ASSAY_RESULT discover(const char *path, const struct assay_git_environment *environment,
                      char git_dir[PATH_MAX], bool *ours, struct assay_error *err);

/* True where `path` is the folder `above` or stands below it, links resolved. */
bool is_inside(const char *path, const char *above);
