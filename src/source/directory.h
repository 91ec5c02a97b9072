/* directory.h - the walk of a folder on disk, alone or as the work tree of a repository. */

#pragma once

#include "source/class.h"
#include "source/ignore.h"

enum tracked { UNTRACKED, TRACKED, TRACKED_GITLINK };

/* Who is told of the files that a walk takes. All of it is called with the options' state. */
struct directory_watch {
    /* In the order of the walk; the number is handed back with what comes later, 0: nothing does.
     */
    uint64_t (*meet)(void *state, struct bytes path, enum assay_item_type type);
    /* From any thread: what a file is like, without its bytes; what it is like, and they come. */
    void (*look)(void *state, uint64_t number, const struct file_identity *identity);
    void (*open)(void *state, uint64_t number, struct stream *stream);
    /* The id of its bytes as a blob of git, where they do not come. */
    void (*know_blob)(void *state, uint64_t number, struct bytes id);
    void (*examined)(void *state, uint64_t number, const struct assay_examination *content);
    /* At the end of all. */
    enum assay_status (*tell)(void *state, const struct source_budget *budget,
                              struct inventory_part *part, struct assay_checked_out *out,
                              struct assay_error *err);
};

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
    const struct directory_watch *watch; /* or NULL */
    void *state;                         /* also owns `only` */
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
