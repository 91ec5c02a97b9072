/* verify.h - a verification under way: what was found so far, and how a problem is told. */

#pragma once

#include "ledger/erasures.h"
#include "ledger/ledger.h"

/* An object that an entry names. */
struct reference {
    uint8_t sha256[32];
    uint8_t root[32]; /* of a manifest's tree */
    uint64_t lines;
    uint64_t entry;
    bool manifest;
    bool erasable;                     /* a sealed value, or a file of evidence */
    const struct predicate_kind *kind; /* of a sealed value: the kind of its entry */
};

struct verification {
    const struct assay_ledger *ledger;
    const struct assay_verify_report *report;
    const struct assay_key *trusted; /* or NULL */
    struct ring ring;                /* as of the entry that is looked at */
    struct buf references;           /* struct reference */
    struct erasures erasures;        /* that a log key signed */
    uint64_t problems;
    struct assay_error first; /* of the problems */
    enum assay_status fatal;  /* what ended the run itself, told in `err` */
    struct assay_error *err;  /* of the caller */
};

/*
 * True where `status` is ASSAY_OK. Else the failure is told as a problem and the run goes on, or,
 * where memory ran out or assay itself failed, it is kept in `fatal` to end the run.
 */
bool verify_holds(struct verification *v, enum assay_status status,
                  const struct assay_error *failure);

void verify_checked(const struct verification *v, const char *what, uint64_t count);

/* Every object against its name, and what entries say of objects against these. */
void verify_objects(struct verification *v);
