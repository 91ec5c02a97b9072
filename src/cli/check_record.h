/* check_record.h - `assay check --record`: what was judged and how becomes entries of the ledger.
 */

#pragma once

#include "cli/recording.h"

/*
 * Scans and judges as `assay check` does, with the inventory recorded in between, so that rules see
 * it there. A policy that is wrong is said before anything is examined.
 */
ASSAY_RESULT check_and_record(struct run *run, const char *path, struct recording *recording,
                              struct assay_record_result *recorded, struct assay_error *err);

/* Once the reports are written: the assessment, and the reports by digest. */
ASSAY_RESULT check_record(const struct run *run, struct recording *recording,
                          const struct assay_record_result *recorded, struct assay_error *err);
