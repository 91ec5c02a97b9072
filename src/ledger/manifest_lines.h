/* manifest_lines.h - the lines of a tree manifest, as they stream by (ledger-formats.md 9.4). */

#pragma once

#include "ledger/store.h"

/* Told line by line, without the LF: its SHA-256 as 64 hex digits, and the whole line. */
struct manifest_reader {
    void (*line)(void *user, struct bytes hex, struct bytes line);
    void *user;
};

/*
 * Reads the manifest object of that digest in blocks, in memory of one line.
 *
 * ASSAY_EMISSING  the object is not there
 * ASSAY_ETRUST    it is not what its name says: what was told does not count
 */
ASSAY_RESULT manifest_lines(struct store *store, const uint8_t sha256[32],
                            const struct manifest_reader *reader, struct assay_error *err);
