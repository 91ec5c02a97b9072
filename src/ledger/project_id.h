/* project_id.h - the project that a statement is signed for, as its predicate says it, and whether
 * that is the one which is judged. */

#pragma once

#include <assay/project_id.h>

#include "base/arena.h"
#include "doc/doc.h"

#define PROJECT_MEMBER "project"

/* True where it names something. */
bool project_id_is_any(const struct assay_project_id *project);

/* The member of a predicate that says it, as canonical JSON in the arena. */
ASSAY_RESULT project_id_write(struct arena *arena, const struct assay_project_id *project,
                              struct bytes *out, struct assay_error *err);

/* What a predicate says of it; *out is NULL where that is nothing. A commit that is named in an
 * unknown way is "", and no repository begins with that. */
ASSAY_RESULT project_id_read(struct arena *arena, const struct doc *predicate,
                             const struct assay_project_id **out, struct assay_error *err);
