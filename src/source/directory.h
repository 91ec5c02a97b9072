/* directory.h - the walk of a folder on disk, alone or as the work tree of a repository. */

#pragma once

#include "source/class.h"
#include "source/ignore.h"

enum tracked { UNTRACKED, TRACKED, TRACKED_GITLINK };

struct directory_options {
    const char *only; /* walk this folder below the root alone; "" for all of it */
    const struct assay_name_list *names; /* take these alone, relative to `only`; NULL: all */
    bool (*beside)(struct bytes path);   /* and what this is true of; or NULL */
    bool include_ignored;                /* no ignore file counts */
    bool quiet_gitlinks;           /* that they are not walked, whoever wraps the source tells */
    bool git_rules;                /* .gitignore counts for what is not tracked */
    struct ignore_rules *outer[2]; /* asked after every .gitignore, in this order; or NULL */

    /* Whether git tracks a file, or anything in a folder; NULL outside a repository. */
    enum tracked (*tracked)(const void *state, struct bytes path, bool is_folder);
    /* True of what is left out without a word, with all below it; or NULL. `root` is open. */
    bool (*leave)(int root, const char *path, bool is_folder, bool is_file);
    void *state; /* also owns `only` */
    void (*free_state)(void *state);
    struct attributes_file *info; /* info/attributes of the repository, or NULL */
    const struct stores *stores;  /* of the repository, or NULL: those of the folder alone */
};

/*
 * Walks `root`. Takes over what `options` holds (outer, state), also on failure.
 * ASSAY_EIO  the folder cannot be opened
 */
ASSAY_RESULT directory_open(const char *root, struct directory_options *options,
                            struct source **out, struct assay_error *err);
