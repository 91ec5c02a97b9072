/* erasures.h - which objects are gone on purpose: what erasure entries say that a log key signed.
 * Source: ledger-formats.md 9.3. */

#pragma once

#include "ledger/ledger.h"

struct erasures {
    struct buf list; /* struct erasure */
};

enum { ERASURE_MEMBER_SIZE = 64 };

struct erasure {
    uint8_t sha256[32];
    uint64_t index;                   /* of the entry that says so */
    uint64_t named;                   /* the entry that is said to name it */
    char member[ERASURE_MEMBER_SIZE]; /* what it is said to be there, as far as it fits */
    bool same_subject;                /* what the statement is about is what it erases */
};

/* What `member` says of files of evidence, and of a sealed value that nobody could open. */
#define ERASURE_EVIDENCE "evidence"
#define ERASURE_SEALED "a sealed value"

void erasures_clear(struct erasures *erasures);

/* Takes in an erasure entry; whether its signer may is the caller's matter. */
void erasures_take(struct erasures *erasures, uint64_t index, const struct statement *statement);

/* All of a ledger whose signature holds. */
ASSAY_RESULT erasures_load(const struct assay_ledger *ledger, struct erasures *out,
                           struct assay_error *err);

/*
 * The entry that erased an object which entry `named` names, or UINT64_MAX. An erasure speaks of
 * what was named before it: the same file may become evidence anew.
 */
uint64_t erasures_find(const struct erasures *erasures, const uint8_t sha256[32], uint64_t named);
