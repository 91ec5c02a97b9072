/* controls.h - citations of laws and standards: in rules, and as the list of controls of a pack. */

#pragma once

#include "policy/rules.h"

/* Reads {framework, edition, ref, mark}; an old edition that a pack names as an alias is told by
 * its new name. */
ASSAY_RESULT citation_read(const struct assay_policy *policy, const struct doc *node,
                           const struct doc_source *source, struct assay_control *out,
                           struct assay_error *err);

/* Reads `aliases` of a pack, which must come before any citation. */
ASSAY_RESULT aliases_read(struct assay_policy *policy, const struct source_file *file,
                          struct assay_pack *pack, struct assay_error *err);

/* Reads `controls` of a pack, whose rules are all there. */
ASSAY_RESULT controls_read(struct assay_policy *policy, const struct source_file *file,
                           struct assay_pack *pack, struct assay_error *err);

/* The same demand of the same edition. */
bool control_same(const struct assay_control *a, const struct assay_control *b);

/* True where the rule cites that demand, and says as well how far the citation was checked. */
bool rule_cites(const struct rule *rule, const struct assay_control *control);
