/*
 * project_id.h - which project something is of, by what stays when it is renamed, moved or cloned.
 *
 * A repository is the one that its history begins with: the commits without parents. Clones and
 * forks have the same; a history that took in another one, or was written anew, begins otherwise. A
 * folder in no repository is the one that its ledger is of, and a ledger is the one that has that
 * first entry: its name is a word that anybody may give.
 */

#pragma once

#include <assay/error.h>
#include <assay/git.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assay_project_id {
    const char *const *commits; /* ids in lowercase hex, sorted, each once */
    size_t commit_count;
    bool has_ledger;
    uint8_t ledger[32]; /* SHA-256 of its first statement that is not about keys */
    const char *origin; /* its name, for people to read; "" where there is none */
};

/* The commits that the history of one begins with. Plain data in its own memory. */
struct assay_first_commits {
    const char *const *ids; /* as above; where it is cut, those that are known to be */
    size_t count;           /* 0: a repository without a commit */
    const char *cut;        /* why there may be others, or NULL */
    const char *remedy;     /* then what to do */
};

/*
 * Walks the history of a commit.
 * folder    in the repository
 * revision  NULL: HEAD
 * git       what git handed over, or NULL
 * out       the caller's, to release with assay_first_commits_free(); NULL outside of repositories
 *
 * What cannot be read cuts the history, and is told in it.
 */
ASSAY_RESULT assay_first_commits_read(const char *folder, const char *revision,
                                      const struct assay_git_environment *git,
                                      struct assay_first_commits **out, struct assay_error *err);
void assay_first_commits_free(struct assay_first_commits *commits); /* NULL is fine */
void assay_first_commits_freep(struct assay_first_commits **commits);
