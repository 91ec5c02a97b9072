/* places.h - where a repository keeps its things: work tree, git folder, hooks. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/arena.h"

struct git_places {
    bool found; /* false: the path is inside no repository, and nothing else is set */
    bool bare;
    const char *worktree;         /* absolute, without a final slash; NULL where bare */
    const char *git_dir;          /* absolute, likewise */
    const char *common_dir;       /* equal to git_dir but in linked work trees */
    const char *hooks_path;       /* core.hooksPath as written, or NULL */
    const char *hooks_path_scope; /* "system", "global", "local" or "command" */
};

/*
 * Looks upwards from `path`. The texts live in `arena`.
 *
 * ASSAY_EIO  a repository is there and cannot be opened: translated, with what to do
 */
ASSAY_RESULT git_places_find(struct arena *arena, const char *path, struct git_places *out,
                             struct assay_error *err);
