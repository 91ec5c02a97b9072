/* spool.h - many writers of one ledger: each leaves entries that it signed, a sequencer takes them
 * into the log. */

#pragma once

#include <assay/ledger.h>

/*
 * Opens a ledger to leave entries in its spool, by a key that has a role in it; takes no lock. What
 * is recorded then waits there, and has no index yet.
 * forced  also where the key may continue the log itself; else *out is NULL then, as it is where
 *         there is no ledger yet
 *
 * ASSAY_ETRUST  "key.role": the ledger knows no such key in force
 */
ASSAY_RESULT assay_ledger_open_spool(const char *path, const struct assay_key *key, bool forced,
                                     struct assay_ledger **out, struct assay_error *err);

struct assay_sequence {
    uint64_t taken;   /* entries that are in the log now */
    uint64_t known;   /* that were in it already, and were dropped */
    uint64_t refused; /* that wait in spool/refused, each with the reason beside it */
    void (*refuse)(void *user, const struct assay_error *why); /* each of these; or NULL */
    void *user;
};

/*
 * Takes all that waits in the spool into a ledger that was opened for appending, in the order of
 * its names. Stopped at any step, it loses nothing, and takes nothing twice when it runs again.
 */
ASSAY_RESULT assay_ledger_sequence(struct assay_ledger *ledger, struct assay_sequence *sequence,
                                   struct assay_error *err);
