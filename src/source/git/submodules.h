/*
 * submodules.h - the content of submodules that are here, below the paths that record them.
 *
 * Looked for in the work tree and in ".git/modules", and found by the commit that is recorded: no
 * name and no URL of a ".gitmodules" file has a say.
 */

#pragma once

#include "source/class.h"
#include "source/git/repository.h"

/*
 * Wraps the source of a repository so that each submodule it yields is followed by its content.
 * outer       taken over, also on failure
 * repository  what the outer one is of; read here and not kept
 */
ASSAY_RESULT submodules_open(struct source **outer, const struct repository *repository,
                             const struct assay_target *target, struct source **out,
                             struct assay_error *err);

/* The source of one repository alone (git.c); gitlinks are told of by whoever wraps it. `threads`
 * may be busy until it is open. */
ASSAY_RESULT repository_source(struct repository **repository, const struct assay_target *target,
                               unsigned threads, struct inventory_part *part,
                               struct assay_target_facts *facts, struct source **out,
                               struct assay_error *err);
