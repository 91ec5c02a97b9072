/* proof.h - what others hold in their hands: proofs that need no ledger to be checked. */

#pragma once

#include <assay/ledger.h>
#include <assay/trust.h>

/* What a proof that holds shows. */
struct assay_proof {
    char origin[256];   /* name of the log */
    uint64_t index;     /* of the entry */
    uint64_t size;      /* of the log, when it signed */
    uint64_t time;      /* at which the quorum had cosigned, seconds since 1970; 0 for none */
    uint64_t witnesses; /* known ones that cosigned */
};

/*
 * Checks a .tlog-proof file over the bytes of an entry, against trusted keys; reads nothing else.
 *
 * ASSAY_EFORMAT  "proof.format"
 * ASSAY_ETRUST   "proof.inclusion", "trust.log", "trust.quorum" or "ledger.signature"
 */
ASSAY_RESULT assay_proof_check(const char *proof_path, const char *entry_path,
                               const struct assay_trust *trust, struct assay_proof *out,
                               struct assay_error *err);

/*
 * Holds the newest checkpoint of a ledger to a policy.
 *
 * ASSAY_ETRUST  "trust.log", "trust.quorum"
 */
ASSAY_RESULT assay_ledger_trusted(const struct assay_ledger *ledger,
                                  const struct assay_trust *trust, struct assay_proof *out,
                                  struct assay_error *err);

/* What an auditor who comes back learns. */
struct assay_since {
    uint64_t old;  /* size of the newest checkpoint that was kept */
    uint64_t size; /* of the ledger */
    uint64_t kept; /* checkpoints that were compared */
    char *proof; /* that the one goes on from the other: the form of witness requests; to free() */
};

/*
 * Holds a ledger to what was kept of it before: a checkpoint, a folder of checkpoints, or a copy of
 * the ledger (whose entries then tell which is the first that differs).
 *
 * ASSAY_ETRUST  "ledger.fork": it does not go on from there, and where they part as far as that can
 *               be known; "ledger.set-back": it has fewer entries; "ledger.other-log";
 *               "ledger.signature": what was kept is not signed by a key of the ledger
 */
ASSAY_RESULT assay_ledger_since(const struct assay_ledger *ledger, const char *kept,
                                struct assay_since *out, struct assay_error *err);
