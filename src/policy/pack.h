/* pack.h - reads the files of a policy and joins them; several packs add up. */

#pragma once

#include "policy/rules.h"

/*
 * Reads all packs: header, parameters, rules, and changes of rules of other packs. Fills files,
 * packs, parameters, rules (sorted by code, not yet compiled) and the policy's digest.
 */
ASSAY_RESULT packs_read(struct assay_policy *policy, const struct assay_policy_options *options,
                        struct assay_error *err);
