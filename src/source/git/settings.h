/*
 * settings.h - git's configuration, read by hands of our own: libgit2 opens what a config includes
 * whatever it is, and a named pipe or a file that includes itself a hundred times never ends.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum settings_scope { SETTINGS_SYSTEM, SETTINGS_GLOBAL, SETTINGS_LOCAL, SETTINGS_WORKTREE };

struct setting {
    const char *name;  /* section and key in lower case: "branch.Main.remote" */
    const char *value; /* NULL where the key stands alone, which is true */
    enum settings_scope scope;
    bool included; /* it stands in a file that another one includes */
};

/* A file that is included and could not be read. */
struct settings_flaw {
    const char *path, *why;
};

struct settings;

/* Whose settings: NULL for those of system and user alone. Borrowed while it is read. */
struct settings_place {
    const char *git_dir, *common_dir;
};

/*
 * Reads what git reads, in its order: system, user, repository, work tree; with what they include,
 * `includeIf` by `gitdir` and `onbranch` as well.
 *
 * ASSAY_EFORMAT  the repository's own config cannot be read; says the file and the line. What is
 *                wrong with any other file is a flaw, and the rest counts.
 */
ASSAY_RESULT settings_read(const struct settings_place *place, struct settings **out,
                           struct assay_error *err);

/* One file alone, without what it includes: what git goes by before it knows a repository. */
ASSAY_RESULT settings_read_file(const char *path, struct settings **out, struct assay_error *err);

void settings_free(struct settings *settings); /* NULL is fine */
void settings_freep(struct settings **settings);

size_t settings_count(const struct settings *settings);
const struct setting *settings_at(const struct settings *settings, size_t at);
size_t settings_flaw_count(const struct settings *settings);
const struct settings_flaw *settings_flaw(const struct settings *settings, size_t at);

/* The last of a name counts; NULL where it is not set. */
const struct setting *settings_find(const struct settings *settings, const char *name);
/* Its text; NULL where it is not set, or stands without one. */
const char *settings_text(const struct settings *settings, const char *name);
/* What git takes for true: "true", "yes", "on", a number but 0, a key alone. */
bool settings_true(const struct settings *settings, const char *name);
/* A path with `~` resolved; false where it is not set, or does not fit. */
bool settings_path(const struct settings *settings, const char *name, char *out, size_t size);
