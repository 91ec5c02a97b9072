/* example.h - the facts that a rule's own tests write down, as values of the language. */

#pragma once

#include "policy/rules.h"

/* One fact of an example changed, to see whether the verdict moves. */
struct mutation {
    const char *path; /* "item.dataset.rows", or NULL: none */
    bool of_type;     /* in each record of that type: "item.dataset" is one of other files, too */
    bool absent;      /* else `value` */
    struct cel_value value;
};

/* An example as an activation. What its facts do not mention is absent, or the usual value where a
 * field is always there. */
struct example_facts {
    const struct assay_policy *policy;
    const struct doc *facts;
    const struct mutation *mutation;
    struct cel_activation activation;
};

void example_bind(struct example_facts *out, const struct assay_policy *policy,
                  const struct doc *facts, const struct mutation *mutation);

/* Every fact that an example names exists and has the type of its value. */
ASSAY_RESULT example_check(const struct assay_policy *policy, const struct rule *rule,
                           const struct example *example, struct assay_error *err);

/* The value of a path as the example has it; false where it is absent. */
bool example_value(const struct example_facts *facts, const char *path, struct arena *arena,
                   struct cel_value *out);
