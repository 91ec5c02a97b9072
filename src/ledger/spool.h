/* spool.h - where entries wait for a sequencer. */

#pragma once

#include <assay/spool.h>

#include "crypto/digest.h"
#include "ledger/ledger.h"

#define SPOOL "spool"
#define SPOOL_REFUSED "spool/refused"

/* "spool/HEX.json" of the digest of an entry. */
void ledger_spool_name(const uint8_t sha256[SHA256_SIZE], char out[STORE_NAME_SIZE]);

/* Leaves an entry; durable when it returns. */
ASSAY_RESULT ledger_spool_add(struct assay_ledger *ledger, struct bytes entry,
                              struct assay_error *err);
