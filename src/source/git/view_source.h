/* view_source.h - a view of a repository's objects as a source. */

#pragma once

#include "source/class.h"
#include "source/git/repository.h"

/*
 * Takes over *repository, also where it fails. The view is walked before this returns, by `threads`
 * threads; gaps of the walk go to `part`, and `facts` learns what was walked.
 */
ASSAY_RESULT view_source_open(struct repository **repository, const struct assay_target *target,
                              unsigned threads, struct inventory_part *part,
                              struct assay_target_facts *facts, struct source **out,
                              struct assay_error *err);
