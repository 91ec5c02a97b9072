/* ledger_keys.h - the keys of a ledger over time: admitted, retired, revoked, the log's handed over
 * (ledger-formats.md 9.2). The ledger was opened for appending; its log key signs. */

#pragma once

#include <assay/ledger.h>

/*
 * Adds a key; `roles` is "entry", "approve" or both with a comma.
 *
 * ASSAY_EUSAGE  "key.known": it is in force already; "key.role": no such role
 */
ASSAY_RESULT assay_ledger_admit(struct assay_ledger *ledger, const struct assay_key *key,
                                const char *roles, int64_t time, struct assay_error *err);

/* How a key ends. */
struct assay_key_end {
    const char *id;     /* of the key, 8 or more digits of it */
    const char *reason; /* or NULL */
    bool revoke;        /* it fell into other hands; else it is retired in peace */
    /* revoke: what it signed from entry `since` on (UINT64_MAX: all of it, where a time is given)
     * counts no more, unless somebody else had seen it before `compromised` (RFC 3339, or NULL) */
    uint64_t since;
    const char *compromised;
    int64_t time;
};

/* ASSAY_EUSAGE  "key.unknown": none in force; "key.last": no key could sign checkpoints any more */
ASSAY_RESULT assay_ledger_end_key(struct assay_ledger *ledger, const struct assay_key_end *end,
                                  struct assay_error *err);

/*
 * Hands the log over: the old key adds the new one with its own roles, both sign that checkpoint,
 * then the new one retires the old and signs alone. After a crash in between both keys continue the
 * ledger, and the same call completes it.
 */
ASSAY_RESULT assay_ledger_rotate(struct assay_ledger *ledger, const struct assay_key *to,
                                 int64_t time, struct assay_error *err);
