/* stamps.h - the time stamps that lie beside checkpoints (ledger-formats.md 8). */

#pragma once

#include <assay/stamp.h>

#include "crypto/timestamp.h"
#include "ledger/store.h"

/* "stamps/12.tsr". */
void stamps_name(uint64_t size, char out[STORE_NAME_SIZE]);

/* Checks the stamp of one size. ASSAY_EMISSING where there is none. */
ASSAY_RESULT stamps_check(const struct assay_ledger *ledger, uint64_t size,
                          const struct certificates *authorities, struct timestamp *out,
                          struct assay_error *err);
