/* verify_nearest.h - `assay verify` of what was not recorded by its own name and view: a release
 * that somebody was handed, beside the ledger of where it comes from. */

#pragma once

#include "cli/run.h"

/*
 * Holds the files of the target to the record that has most of them, and prints how each stands.
 * changes  grows by what differs, `unseen` by what could not be looked at
 *
 * ASSAY_EMISSING  no entry recorded the bytes of any file
 */
ASSAY_RESULT verify_nearest(struct run *run, const struct assay_ledger *ledger, uint64_t *changes,
                            uint64_t *unseen, struct assay_error *err);
