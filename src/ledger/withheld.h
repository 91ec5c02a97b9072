/*
 * withheld.h - which sealed values an export was made without: its withheld.txt.
 *
 * The list is not signed and proves nothing by itself. It tells that a value was left out on
 * purpose; that there was one to leave out, a signed entry says, to which verify holds each line.
 */

#pragma once

#include "base/buf.h"
#include "ledger/store.h"

#define WITHHELD_NAME "withheld.txt"

struct withheld_value {
    uint8_t sha256[32]; /* first, as they are sorted by it */
    uint64_t entry;     /* that is said to seal it */
    bool explains;      /* why an object is not there */
};

struct withheld {
    struct buf list; /* struct withheld_value, by digest, each once */
};

void withheld_clear(struct withheld *withheld);

/* Appends the line of a value. */
void withheld_write(const uint8_t sha256[32], uint64_t entry, struct buf *out);

/*
 * Reads the list of a store; that there is none is fine, and nothing is withheld then.
 *
 * ASSAY_ETRUST  "ledger.damaged": it is not as an export writes it
 */
ASSAY_RESULT withheld_load(struct store *store, struct withheld *out, struct assay_error *err);

struct withheld_value *withheld_find(const struct withheld *withheld, const uint8_t sha256[32]);
