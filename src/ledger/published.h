/* published.h - the checkpoints that a ledger published, by size, with what others added to them.
 */

#pragma once

#include "ledger/ledger.h"

/* Sizes of checkpoints/, ascending, into `out` (uint64_t each), up to that of the ledger. */
ASSAY_RESULT published_sizes(const struct assay_ledger *ledger, struct buf *out,
                             struct assay_error *err);
size_t published_count(const struct buf *sizes);
uint64_t published_at(const struct buf *sizes, size_t i);

/* One checkpoint taken apart; `bytes` holds what `note` borrows. */
ASSAY_RESULT published_read(const struct assay_ledger *ledger, uint64_t size, struct arena *arena,
                            struct buf *bytes, struct note *note, struct assay_error *err);

/* Opens the ledger in `place` with other writers kept out, to add beside the entries. */
ASSAY_RESULT published_open(const char *place, struct assay_ledger **out, struct assay_error *err);

/* Whom a reader believes about when a ledger had which size; each may be missing. */
struct assay_trust;
struct certificates;
struct published_observers {
    const struct assay_trust *trust; /* a quorum of its witnesses; one without a quorum: nobody */
    const struct certificates *authorities; /* of time stamps */
    const char *anchor;                     /* a git repository, whose keeper dated its tags */
};

/*
 * How many entries somebody else had seen before `time`: the size of the largest checkpoint that
 * was cosigned, stamped or anchored by then. What is asked where a key was revoked
 * (ledger-formats.md 9.2).
 */
ASSAY_RESULT published_before(const struct assay_ledger *ledger, int64_t time,
                              const struct published_observers *by, uint64_t *size,
                              struct assay_error *err);
