/*
 * git.h - what git hands to the programs that it starts, hooks above all, in environment variables.
 *
 * They are read once, before anything else, and removed, so that nothing later takes them for the
 * state of another repository.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>

/* Paths are absolute: git means them relative to the folder that it starts a program in. NULL where
 * a variable is not set. */
struct assay_git_environment {
    const char *start; /* that folder */
    const char *git_dir, *work_tree, *common_dir;
    const char *index_file;
    const char *shallow_file;
    const char *object_dir;        /* during a push: the quarantine of what comes in */
    const char *const *alternates; /* further folders of objects */
    size_t alternate_count;
    const char *ceilings; /* where the look upwards for a repository ends, with colons between */
    bool quarantined;     /* in a hook that judges a push */
};

/* Who git would name as an author: "Name <email>" of user.name and user.email, as the repository of
 * `path` or the user set them. NULL in *out where they are not set; the caller's to free(). */
ASSAY_RESULT assay_git_identity(const char *path, char **out, struct assay_error *err);

/*
 * What a commit, or the index, of the repository of `path` holds under `name`, a path from its
 * root; NULL in *text where it holds no file of that name, or where there is no repository.
 * environment  what git handed over, or NULL
 * commit       a revision; NULL: the index
 * text         the caller's to free(); a NUL stands behind its `size` bytes
 *
 * ASSAY_EFORMAT, ASSAY_EMISSING  the index, or the object that it names, cannot be read
 */
ASSAY_RESULT assay_git_kept_file(const char *path, const struct assay_git_environment *environment,
                                 const char *commit, const char *name, char **text, size_t *size,
                                 struct assay_error *err);

/* Reads the variables and unsets them. *out is the caller's, to free. Not for two threads. */
ASSAY_RESULT assay_git_environment_take(struct assay_git_environment **out,
                                        struct assay_error *err);
void assay_git_environment_free(struct assay_git_environment *environment); /* NULL is fine */
