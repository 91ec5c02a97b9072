/* run_people.h - what people and others outside say of a target and its ledger. */

#pragma once

#include "cli/run.h"

/* Holds the ledger to what .assay/trust names: fills run->outside. */
ASSAY_RESULT run_outside(struct run *run, const struct assay_ledger *ledger,
                         struct assay_error *err);
/* Adds the attestations of the project's folder to run->testimony. */
ASSAY_RESULT run_attestations(struct run *run, struct assay_error *err);
/* What came first, thresholds or results, where a rule asks: fills run->orders. */
ASSAY_RESULT run_orders(struct run *run, struct assay_error *err);
/* Who made the commit and its files, where a rule asks: fills run->makers. */
ASSAY_RESULT run_makers(struct run *run, struct assay_error *err);
