/* trust.h - whom an auditor trusts: logs, witnesses, and how many of these must have signed. */

#pragma once

#include <assay/error.h>
#include <stddef.h>

struct assay_trust;

/*
 * Reads a trust policy file (C2SP tlog-policy; docs/reference/proofs.md).
 *
 * ASSAY_EUSAGE  "trust.policy", with line and column
 */
ASSAY_RESULT assay_trust_open(const char *path, struct assay_trust **out, struct assay_error *err);

/* A policy of verifier keys alone: those of logs may sign checkpoints, those of witnesses are
 * known, and no quorum is demanded. ASSAY_EUSAGE: one is no verifier key. */
ASSAY_RESULT assay_trust_of_keys(const char *const *vkeys, size_t count, struct assay_trust **out,
                                 struct assay_error *err);

void assay_trust_free(struct assay_trust *trust); /* NULL is fine */
void assay_trust_freep(struct assay_trust **trust);
