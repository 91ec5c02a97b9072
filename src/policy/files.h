/* files.h - finds the text that a policy is made of: shipped in the program, or below the root. */

#pragma once

#include "policy/rules.h"

/*
 * Reads the YAML of "assay:NAME" or of a path below policy->root into `file`.
 *
 * ASSAY_EUSAGE  there is no such pack or file, it is not the project's, or it is no YAML: with what
 *               to do
 */
ASSAY_RESULT policy_file_read(struct assay_policy *policy, const char *word,
                              struct source_file *file, struct assay_error *err);

/* Tells whether policy_file_read() would find something at the path; ASSAY_EUSAGE where it may not
 * look. */
ASSAY_RESULT policy_file_exists(const struct assay_policy *policy, const char *path, bool *exists,
                                struct assay_error *err);

/* The shipped pack that lists the rule, the baseline before others; NULL where none does. */
const char *policy_shipped_with(const char *code);
