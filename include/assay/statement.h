/* statement.h - what the entries of a ledger may say: the kinds of statements, and making one. */

#pragma once

#include <assay/ledger.h>

struct assay_statement_kind {
    const char *name; /* "attestation" */
    const char *type; /* predicateType */
    const char *role; /* that its signer needs: "approve", "entry", "log" */
    bool by_hand;     /* `assay attest` makes it */
    const char *meaning;
};

/* The kinds in the order of their names; false behind the last. */
bool assay_statement_kind_at(size_t index, struct assay_statement_kind *out);

/*
 * The JSON Schema of a kind's predicate, as it stands in entries; with a final LF.
 * text  the caller's to free()
 *
 * ASSAY_EUSAGE  "statement.kind": none of that name; the nearest is told
 */
ASSAY_RESULT assay_statement_schema(const char *kind, char **text, struct assay_error *err);
