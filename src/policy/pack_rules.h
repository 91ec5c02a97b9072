/* pack_rules.h - the rules of all packs: defined in them, or listed by code and shared. */

#pragma once

#include "policy/rules.h"

/* Fills policy->rules (sorted by code, not yet compiled), policy->parameters and what each pack
 * lists, and applies the changes of severities. */
ASSAY_RESULT pack_rules_read(struct assay_policy *policy, struct assay_error *err);

/* A list under a key of a pack; NULL where it has none. */
ASSAY_RESULT pack_list(const struct source_file *file, const char *key, const struct doc **out,
                       struct assay_error *err);

/* A date under a key of a map, or "". */
ASSAY_RESULT pack_date(const struct doc *map, const struct doc_source *source, const char *key,
                       const char **out, struct assay_error *err);

/* Refuses keys by which people try to take a rule away. */
ASSAY_RESULT pack_refuse_removal(const struct doc *map, const struct doc_source *source,
                                 struct assay_error *err);

/* Fails at `node` where neither the pack nor a parent of it lists the rule. */
ASSAY_RESULT pack_must_list(const struct assay_policy *policy, size_t pack, const char *code,
                            const struct doc_source *source, const struct doc *node,
                            struct assay_error *err);

/* The pack that this one builds on, or NULL. */
const struct assay_pack *pack_parent(const struct assay_policy *policy,
                                     const struct assay_pack *pack);
