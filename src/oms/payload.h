/* payload.h - the statement that is signed, written and read. */

#pragma once

#include "ledger/statement.h"
#include "oms/manifest.h"

/* Appends the canonical statement over a manifest in its order. `resources`, not NULL, gets the
 * SHA-256 of the canonical list of resources. */
ASSAY_RESULT oms_payload_write(const struct oms_manifest *manifest, const struct oms_rules *rules,
                               enum assay_signing_dialect dialect, const char *name,
                               struct buf *out, uint8_t resources[SHA256_SIZE],
                               struct assay_error *err);

/* What a bundle says of a model; lives in the arena it was read into. */
struct oms_claim {
    struct oms_rules rules;
    bool has_ignored;             /* it says what is left out */
    bool legacy;                  /* of before 1.0: files, and no root */
    bool has_empty;               /* it says which files are empty */
    struct oms_manifest manifest; /* as listed */
    uint8_t root[SHA256_SIZE];
};

/* What it is for, before anything else is believed: "signature.statement-type" or
 * "signature.predicate-type" where it is no such thing. */
ASSAY_RESULT oms_payload_kind(const struct doc *statement, const char *path, bool *legacy,
                              struct assay_error *err);

/*
 * Reads a statement whose signature holds. ASSAY_ETRUST "signature.subject", "signature.root",
 * "signature.serialization", "signature.hash" or "signature.resources".
 */
ASSAY_RESULT oms_payload_read(struct arena *arena, const struct doc *statement, bool legacy,
                              const char *path, struct oms_claim *out, struct assay_error *err);
