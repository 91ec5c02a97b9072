/*
 * ref_lookup.h - one ref by its name, and what its log remembers.
 * Source: gitrepository-layout(5); gitrevisions(7), the six places of a short name.
 */

#pragma once

#include "source/git/repository.h"

enum { REF_NAME_MAX = 1024 };

/*
 * The object that a ref names, symbolic refs followed; `name` is whole, as "refs/heads/main" or
 * "HEAD". *found is false where it is not there, or where it names a branch without commits.
 * resolved  the name of the ref that holds the id, or would; may be NULL
 *
 * ASSAY_EFORMAT  id "git.ref-broken": holds no id, or refs name each other in a circle
 */
ASSAY_RESULT ref_lookup(const struct repository *repository, const char *name, struct object_id *id,
                        bool *found, char resolved[REF_NAME_MAX], struct assay_error *err);

/* What a symbolic ref's file names: "ref: <name>". False where that is no name of a ref. */
bool ref_symbolic(struct bytes content, char name[REF_NAME_MAX]);

/*
 * Follows symbolic refs from `at` to the one that is none, which it names in the end. *loose is
 * false where that one has no file: it is packed, or not there.
 *
 * ASSAY_EFORMAT  as ref_lookup()
 */
ASSAY_RESULT ref_follow(const struct repository *repository, char at[REF_NAME_MAX],
                        struct object_id *id, bool *loose, struct assay_error *err);

/* A name as a person writes it: "main", "origin/main", "v1.0". `full` is the ref that it means. */
ASSAY_RESULT ref_expand(const struct repository *repository, const char *name, struct object_id *id,
                        bool *found, char full[REF_NAME_MAX], struct assay_error *err);

/* The folder that a ref's files, and its log's, are kept in: each work tree has some of its own. */
const char *ref_folder(const struct repository *repository, const char *name);

/* The value that a ref had `back` changes ago. *found is false where its log does not reach. */
ASSAY_RESULT reflog_value(const struct repository *repository, const char *name, uint64_t back,
                          struct object_id *id, bool *found, struct assay_error *err);

/* The branch, or the id in hex, that was checked out `back` checkouts ago. */
ASSAY_RESULT reflog_checkout(const struct repository *repository, uint64_t back,
                             char name[REF_NAME_MAX], bool *found, struct assay_error *err);
