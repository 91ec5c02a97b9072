/* recording.h - a ledger opened to take in what a run found: the keys, then the writer, then the
 * inventory. For `assay record` and `assay check --record`. */

#pragma once

#include "cli/run.h"

struct recording {
    struct assay_key *key;     /* signs entries */
    struct assay_key *log_key; /* signs checkpoints, or NULL: the same key does */
    bool made_key;
    struct assay_ledger *ledger;
    FILE *out;   /* where what was written is told */
    bool spools; /* entries wait for assay ledger sequence */
};

/* Before anything is examined, so that a key that cannot be used is said in time. */
ASSAY_RESULT recording_keys(struct cli *cli, struct recording *recording, struct assay_error *err);
/* The ledger of the target, which must have been opened: a place, or ASSAY_EUSAGE. */
ASSAY_RESULT recording_place(const struct run *run, const char **out, struct assay_error *err);
/*
 * Whether the scan of the run may be recorded at all.
 *
 * ASSAY_EINTERRUPTED  it was stopped
 * ASSAY_EEMPTY        it saw nothing: an entry of no item would look like one of what was there
 */
ASSAY_RESULT recording_check(const struct run *run, struct assay_error *err);
/* Keeps others out from here on; begins the ledger where there is none. */
ASSAY_RESULT recording_open(const struct run *run, struct recording *recording,
                            struct assay_error *err);
/* The inventory of the run becomes an entry, unless the newest one says the same; both are told. */
ASSAY_RESULT recording_inventory(const struct run *run, struct recording *recording,
                                 struct assay_record_result *result, struct assay_error *err);
/* Tells the key and what the ledger holds now, and closes it; keys stay for the next target. */
void recording_end(struct recording *recording);
void recording_clear(struct recording *recording);
