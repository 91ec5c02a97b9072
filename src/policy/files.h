/* files.h - finds the text that a policy is made of: shipped in the program, or below the root. */

#pragma once

#include "policy/rules.h"

/*
 * Reads the YAML of "assay:NAME" or of a path below policy->root into `file`.
 *
 * ASSAY_EUSAGE  there is no such pack or file, or it is no YAML: with what to do
 */
ASSAY_RESULT policy_file_read(struct assay_policy *policy, const char *word,
                              struct source_file *file, struct assay_error *err);

/* True where the path below policy->root leads to something. */
bool policy_file_exists(const struct assay_policy *policy, const char *path);

/* The shipped pack that lists the rule, the baseline before others; NULL where none does. */
const char *policy_shipped_with(const char *code);
