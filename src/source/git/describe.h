/* describe.h - a commit as people know it, and what tags lead to. */

#pragma once

#include "inventory/build.h"
#include "source/git/objects.h"

/* Who wrote a commit, who made it, when, and how it is signed, its memory from the part. A commit
 * that cannot be read has an id alone. NULL when memory ran out. */
const struct assay_commit *commit_describe(struct objects *objects, const struct object_id *id,
                                           struct inventory_part *part);

/* Follows tags to what they name. */
ASSAY_RESULT objects_peel(struct objects *objects, const struct object_id *id,
                          struct object_id *peeled, enum object_type *type,
                          struct assay_error *err);
