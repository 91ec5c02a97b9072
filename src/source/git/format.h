/* format.h - what a repository says of its own format, before anything else of it is read. */

#pragma once

#include <assay/error.h>
#include <stddef.h>

struct repository_format {
    size_t id_size;     /* 20 or 32 */
    char *common_dir;   /* shared by all work trees */
    char *own_worktree; /* core.worktree of this work tree's own config, or NULL */
};

/*
 * Reads the repository's config; its extensions are git's own list.
 * out  also on failure the caller's, to clear
 *
 * ASSAY_EFORMAT  id "git.unsupported-format": a version or an extension that assay does not read;
 *                says which, and what to do
 */
ASSAY_RESULT format_read(const char *git_dir, const char *common_dir, struct repository_format *out,
                         struct assay_error *err);
void format_clear(struct repository_format *format);
