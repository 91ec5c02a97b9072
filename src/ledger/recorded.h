/* recorded.h - an inventory as it was recorded, read back from its object. */

#pragma once

#include "ledger/ledger.h"

/* ASSAY_ETRUST  the object is gone or is not what its digest says */
ASSAY_RESULT recorded_inventory(const struct assay_ledger *ledger, const uint8_t wanted[32],
                                struct assay_inventory **out, struct assay_error *err);
