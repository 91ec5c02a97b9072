/* export_marks.h - what an export lays beside the log, by which it is known. */

#pragma once

#include "ledger/store.h"

/* The list of what entries name and is not in an export, with the entry that says why. */
#define ERASED_NAME "erased.txt"

/* True in *out for an export, also one that lacks some of it; a ledger holds no such files. */
ASSAY_RESULT export_marks_find(struct store *store, bool *out, struct assay_error *err);

/*
 * For whoever is about to write: an export is a copy of what was, with lists and proofs of just
 * that, and would not hold any more.
 *
 * ASSAY_EUSAGE  "ledger.export"
 */
ASSAY_RESULT export_marks_refuse(struct store *store, struct assay_error *err);
