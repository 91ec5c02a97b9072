/* manifest.h - the Merkle root over an inventory's tree manifest (ledger-formats.md 5, 9.4). */

#pragma once

#include <assay/inventory.h>

/* Up to `threads` threads share the work; 1: the caller's. ASSAY_ENOMEM when memory ran out. */
ASSAY_RESULT manifest_root(const struct assay_inventory *inventory, size_t threads,
                           uint8_t root[32], struct assay_error *err);
