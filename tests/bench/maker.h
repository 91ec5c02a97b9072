/* maker.h - ledgers for tests/bench: a key, and statements that differ in their time, as machines
 * write them. */

#pragma once

#include <assay/ledger.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"

struct maker {
    struct assay_key *key;
    struct assay_ledger *ledger;
    char *statement; /* of entry 1 */
    size_t size;
    struct assay_error err;
};

/* A new ledger FOLDER/ledger with the key FOLDER/key.pem: the key is entry 0, an inventory entry 1.
 */
bool maker_begin(struct maker *maker, const char *folder);
void maker_end(struct maker *maker);

/* Statements, one a second, and the texts they borrow. */
struct drafts {
    struct ledger_statement *statements;
    char *texts;
    size_t count;
};

/* `first` tells them from those of other calls. */
bool drafts_make(const struct maker *maker, uint64_t first, size_t count, struct drafts *out);
bool drafts_append(struct maker *maker, const struct drafts *drafts);
void drafts_clear(struct drafts *drafts);
