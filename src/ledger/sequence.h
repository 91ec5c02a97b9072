/* sequence.h - what waits in the spool, as a sequencer goes through it. */

#pragma once

#include "crypto/digest.h"
#include "ledger/ledger.h"

struct waiting {
    uint8_t sha256[SHA256_SIZE]; /* its name */
    size_t start, end;           /* in the texts of the batch */
    size_t same;                 /* an earlier one that says the same, or SIZE_MAX */
    bool known;                  /* in the log already */
    bool taken;                  /* in this run */
};

/*
 * Marks those that are in the log, or say the same as an earlier one. The tiles are read once a
 * run, however much waits: the lock keeps others from adding to the log meanwhile.
 */
ASSAY_RESULT sequence_find_known(const struct assay_ledger *ledger, struct waiting *waiting,
                                 size_t count, struct assay_error *err);
