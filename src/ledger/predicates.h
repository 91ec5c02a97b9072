/*
 * predicates.h - what entries may say: one line in a table for each kind of statement, with who may
 * sign it and what it must hold.
 */

#pragma once

#include "ledger/shape.h"
#include "ledger/statement.h"

/* What a key may sign; a key entry names them by word ("log", "entry", "approve"). */
enum ledger_role {
    ROLE_LOG = 1 << 0,     /* checkpoints, the keys of others, and erasures */
    ROLE_ENTRY = 1 << 1,   /* what machines state: inventories, lineage, assessments */
    ROLE_APPROVE = 1 << 2, /* what people answer for: attestations, waivers, releases */
};
#define ROLES_ALL (ROLE_LOG | ROLE_ENTRY | ROLE_APPROVE)

const char *ledger_role_name(enum ledger_role role);
/* 0 where there is none of that name. */
unsigned ledger_role_named(struct bytes name);

struct predicate_kind {
    const char *name; /* "attestation" */
    const char *type; /* the URI: PREDICATE_BASE "/attestation/v1" */
    enum ledger_role role;
    bool by_hand; /* `assay attest` makes it from what a person writes */
    const char *meaning;
    const struct shape *members; /* sorted by name */
};

/* Sorted by name. */
extern const struct predicate_kind predicate_kinds[];
extern const size_t predicate_kind_count;

/* NULL where the type is none of ours: signed is then what can be said of it. */
const struct predicate_kind *predicate_find(struct bytes type);
const struct predicate_kind *predicate_named(const char *name);

/* The same; ASSAY_EUSAGE "statement.kind" where there is none, or `by_hand` and it is not. */
ASSAY_RESULT predicate_choose(const char *name, bool by_hand, const struct predicate_kind **out,
                              struct assay_error *err);

/* The kind's JSON Schema (draft 2020-12) as JCS with a final LF. */
void predicate_schema(const struct predicate_kind *kind, struct buf *out);
