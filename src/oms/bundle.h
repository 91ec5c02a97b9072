/* bundle.h - the file of a signature: a Sigstore bundle with a signed envelope in it. */

#pragma once

#include "crypto/certificate.h"
#include "ledger/dsse.h"
#include "oms/payload.h"

/* A bundle taken apart; what it holds lives in the arena it was read into. */
struct oms_bundle {
    struct bytes hint;       /* of the key; empty where there is a chain or none is given */
    struct bytes old_key;    /* PEM of an older bundle in place of a hint */
    const struct doc *chain; /* list of certificates, or NULL */
    struct bytes *stamps;    /* DER TimeStampResp each */
    size_t stamp_count;
    bool has_log; /* entries of a transparency log, which are not looked at */
    struct dsse envelope;
};

enum { OMS_STAMPS_MAX = 16 }; /* time stamps of one bundle */

/* Appends the JSON of a bundle. `chain` NULL: the key method. */
ASSAY_RESULT oms_bundle_write(const struct assay_key *key, const struct certificates *chain,
                              struct bytes payload, struct buf *out, struct assay_error *err);

/*
 * Reads one strictly: what is not signed must be of the known form.
 *
 * ASSAY_ETRUST  "signature.format", "signature.media-type", "signature.keyless" or
 *               "signature.count"
 */
ASSAY_RESULT oms_bundle_read(struct arena *arena, struct bytes text, const char *path,
                             struct oms_bundle *out, struct assay_error *err);

/* Hex SHA-256 of the key as SPKI PEM text. */
void oms_key_hint(const struct assay_key *key, char out[2 * SHA256_SIZE + 1]);

/* The encoding that bundles of before 1.0 signed by mistake (ledger-formats.md 4.5). */
void oms_legacy_pae(struct bytes type, struct bytes body, struct buf *out);

/* Appends the JSON of a bundle that was read, with one more time stamp in it. */
ASSAY_RESULT oms_bundle_stamp(struct arena *arena, struct bytes text, const char *path,
                              struct bytes stamp, struct buf *out, struct assay_error *err);
