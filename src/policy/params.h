/* params.h - the parameters of packs: declared with type and range, set by other packs. */

#pragma once

#include "policy/rules.h"

/*
 * Reads declarations: `params` of a pack, of a rule, or those that families share.
 * pack  that shows them
 * map   or NULL: there are none
 */
ASSAY_RESULT params_declare(struct assay_policy *policy, const struct source_file *file,
                            size_t pack, const struct doc *map, struct assay_error *err);

/* Sorts what all packs declared and applies `set` of each, in order of the packs; makes the type
 * and the value of the variable `params`. */
ASSAY_RESULT params_settle(struct assay_policy *policy, const struct cel_type **type,
                           struct assay_error *err);

const struct parameter *params_find(const struct assay_policy *policy, const char *name);
