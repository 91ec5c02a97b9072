/* revision_name.h - the name that a revision begins with. */

#pragma once

#include "source/git/objects.h"
#include "source/git/repository.h"

/* The object that the name at the front means; *rest is what stands behind it.
 * ASSAY_EMISSING, id "git.unknown-revision" */
ASSAY_RESULT revision_name(const struct repository *repository, struct objects *objects,
                           const char *revision, const char **rest, struct object_id *id,
                           struct assay_error *err);

/* "git.unknown-revision", with what to do. */
ASSAY_RESULT fail_revision(const struct repository *repository, const char *revision,
                           const char *why, struct assay_error *err);
