/*
 * revision.h - what a person's words for a commit mean. Source: gitrevisions(7).
 *
 * Names of refs, ids and their beginnings, `git describe` output, "@", "@{-N}", "@{N}",
 * "@{upstream}", and behind any of them "~N", "^N", "^{type}", "^{}" and ":path".
 * Not read: times ("@{yesterday}"), searches of messages (":/text"), stages of the index.
 */

#pragma once

#include "source/git/objects.h"
#include "source/git/repository.h"

/*
 * The object that a revision names.
 *
 * ASSAY_EMISSING  id "git.unknown-revision": names nothing here, or more than one object
 */
ASSAY_RESULT revision_resolve(const struct repository *repository, struct objects *objects,
                              const char *revision, struct object_id *id, enum object_type *type,
                              struct assay_error *err);

/* The commit that it names, tags followed. */
ASSAY_RESULT revision_commit(const struct repository *repository, struct objects *objects,
                             const char *revision, struct object_id *id, struct assay_error *err);

/* The commit or the tree that it names, tags followed; *type is which. */
ASSAY_RESULT revision_tree_ish(const struct repository *repository, struct objects *objects,
                               const char *revision, struct object_id *id, enum object_type *type,
                               struct assay_error *err);

/* HEAD's commit; *born is false where the branch has no commit yet. */
ASSAY_RESULT revision_head(const struct repository *repository, struct object_id *id, bool *born,
                           struct assay_error *err);
