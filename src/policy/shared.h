/*
 * shared.h - shared rules: one file a family, so that many packs can ask for one rule by its code.
 *
 * They are part of the program (policies/rules/PRV.yml). A pack that is a file may have a folder
 * rules/ beside it, whose families come first: an older edition of the shipped packs judges as it
 * did, and whoever writes rules tries them without building anything.
 */

#pragma once

#include "policy/rules.h"

/*
 * The definition of a shared rule.
 * folder  of rules beside the pack that asks, or NULL
 *
 * ASSAY_EMISSING  no family has that code; `err` is not filled
 */
ASSAY_RESULT shared_find(struct assay_policy *policy, const char *folder, const char *code,
                         const struct source_file **file, const struct doc **node,
                         struct assay_error *err);

/* Declares the parameters that several families share: common.yml of the folder or program, which
 * *out is then; it lives as long as the policy. */
ASSAY_RESULT shared_common(struct assay_policy *policy, const char *folder,
                           const struct source_file **out, struct assay_error *err);

/* Checks a file of a family: keys, and that its rules are of it. */
ASSAY_RESULT shared_check(const struct source_file *file, struct assay_error *err);

/* The codes of all shipped rules, sorted by family; texts in `arena`. */
ASSAY_RESULT shared_codes(struct arena *arena, const char *const **out, size_t *count,
                          struct assay_error *err);

/* True where both say the same, wherever they stand. */
bool doc_same(const struct doc *a, const struct doc *b);
