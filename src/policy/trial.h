/* trial.h - a rule tried on the examples of its pack, as they are and with one fact changed. */

#pragma once

#include "policy/example.h"

/* ASSAY_EUSAGE where the policy was opened without examples. */
ASSAY_RESULT trial_may(const struct assay_policy *policy, struct assay_error *err);

/* The verdict of a rule on an example. */
ASSAY_RESULT trial_verdict(const struct assay_policy *policy, const struct rule *rule,
                           const struct doc *facts, const struct mutation *mutation,
                           struct arena *arena, enum assay_verdict *out, struct assay_error *err);

/* The paths that applies and check read, sorted, each once; what is inside list elements left out.
 */
ASSAY_RESULT trial_reads(const struct rule *rule, struct arena *arena, const char *const **out,
                         size_t *count, struct assay_error *err);

struct trial_fact {
    uint64_t mutations;
    bool moves;   /* some change of it, in some example, moved the verdict */
    bool unknown; /* taking it away made a verdict unknown */
};

/* Changes one fact in every example of the rule. */
ASSAY_RESULT trial_mutate(const struct assay_policy *policy, const struct rule *rule,
                          const char *path, struct arena *arena, struct trial_fact *out,
                          struct assay_error *err);
