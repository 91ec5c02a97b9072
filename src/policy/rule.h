/* rule.h - one rule of a pack: read from its file, then compiled. */

#pragma once

#include "policy/rules.h"

/* Reads a rule's fields; what needs the other rules or the environment comes later. `pack` is the
 * one that brings it, wherever it is defined. */
ASSAY_RESULT rule_read(struct assay_policy *policy, const struct source_file *file, size_t pack,
                       const struct doc *node, struct rule *rule, struct assay_error *err);

/* Compiles its expressions and checks its examples; policy->env and types are there. */
ASSAY_RESULT rule_compile(struct assay_policy *policy, struct rule *rule, struct assay_error *err);

/*
 * Refuses what a compiled rule can never know of its subject: an item in a rule over the target, an
 * observation outside of rules over such and in `applies`; and kinds of item that there are not.
 *
 * ASSAY_EUSAGE  "policy.over" or "policy.expression", at the key of the rule
 */
ASSAY_RESULT rule_check_subject(const struct rule *rule, struct assay_error *err);

/* The severity that a name means; false for any other word. */
bool severity_of(const char *name, enum assay_severity *out);

/* Kinds of item that `applies` can be true for, as bits: all where it does not tell, none where it
 * can never be true. */
unsigned kinds_of(const struct cel_program *applies);
