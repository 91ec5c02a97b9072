/* entry.h - one entry of the ledger: a canonical envelope round a canonical statement
 * (ledger-formats.md 9). */

#pragma once

#include "ledger/dsse.h"
#include "ledger/statement.h"

/* JCS makes it less than 4/3 of this in base64, and the envelope fits in the rest of an entry. */
enum { ENTRY_PAYLOAD_MAX = 47 * 1024 };

struct entry {
    struct dsse envelope;
    struct statement statement;
    struct bytes text; /* as it was read; borrowed */
};

/* ASSAY_EFORMAT where one of the two is not canonical, or no such thing at all. */
ASSAY_RESULT entry_read(struct arena *arena, struct bytes text, const char *path, struct entry *out,
                        struct assay_error *err);

/* Appends the entry for a statement. */
ASSAY_RESULT entry_sign(const struct assay_key *key, struct bytes statement, struct buf *out,
                        struct assay_error *err);
