/* witness.h - others who see a log grow, and say so under its checkpoints. */

#pragma once

#include <assay/ledger.h>
#include <assay/trust.h>

/*
 * The request to a witness who saw the log at `old` entries, 0 for never (C2SP tlog-witness).
 * text  the caller's to free()
 */
ASSAY_RESULT assay_witness_request(const struct assay_ledger *ledger, uint64_t old, char **text,
                                   struct assay_error *err);

/*
 * The verifier key of a witness, a line that those who trust it take (--vkey).
 * line  the caller's to free()
 *
 * ASSAY_EUSAGE  "witness.name", or "key.algorithm": notes take Ed25519
 */
ASSAY_RESULT assay_witness_verifier(const char *name, const struct assay_key *key, char **line,
                                    struct assay_error *err);

/* The largest size at which a witness of `trust` cosigned, 0 for none. */
ASSAY_RESULT assay_witness_last(const struct assay_ledger *ledger, const struct assay_trust *trust,
                                uint64_t *size, struct assay_error *err);

struct assay_witness {
    const char *name; /* under which it signs: a schema-less URL */
    const struct assay_key *key;
    const char *folder; /* where it keeps what it signed last of each log */
};

/*
 * Answers a request: checks it against the logs of `logs` and against what was signed last, stores,
 * and only then gives the signature line. One at a time.
 * line  the caller's to free(); set on success only
 * size  of the log as it was signed last; set also where the request is "witness.stale"
 *
 * Each refusal has the code that a witness answers with over HTTP:
 * ASSAY_EUSAGE  "witness.unknown-log" 404, "witness.stale" 409, "witness.request" 400
 * ASSAY_ETRUST  "witness.signature" 403, "witness.proof" 422, "witness.state"
 */
ASSAY_RESULT assay_witness_sign(const struct assay_witness *witness, const struct assay_trust *logs,
                                const char *request, char **line, uint64_t *size,
                                struct assay_error *err);

struct assay_witness_added {
    uint64_t added, known, foreign; /* lines that are new, there before, of witnesses not known */
    uint64_t size;                  /* of the checkpoint that the last one is under */
};

/*
 * Takes answers of witnesses into the ledger in `place`, each once it was found to hold.
 *
 * ASSAY_ETRUST  "witness.cosignature": a line that is under no checkpoint of the ledger, or forged
 * ASSAY_EUSAGE  "witness.unknown": none is by a witness of `trust`
 */
ASSAY_RESULT assay_witness_add(const char *place, const char *answer,
                               const struct assay_trust *trust, struct assay_witness_added *out,
                               struct assay_error *err);
