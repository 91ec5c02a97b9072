/* key.h - what the ledger does with a key: sign, check, take it apart. */

#pragma once

#include <assay/key.h>

#include "base/bytes.h"

enum {
    KEY_RAW_SIZE = 32,       /* of a public Ed25519 key (RFC 8032) */
    KEY_SIGNATURE_MAX = 141, /* the longest: ECDSA on P-521 as DER */
};

/* Ed25519: 64 raw bytes. ECDSA: DER of r and s. */
struct key_signature {
    size_t size;
    uint8_t bytes[KEY_SIGNATURE_MAX];
};

/* A new key that is in no file yet. */
ASSAY_RESULT key_make(enum assay_key_algorithm algorithm, struct assay_key **out,
                      struct assay_error *err);

/* A public key from its 32 bytes, or from SPKI PEM text (`path` is for the error). */
ASSAY_RESULT key_of_raw(const uint8_t raw[KEY_RAW_SIZE], struct assay_key **out,
                        struct assay_error *err);
ASSAY_RESULT key_of_pem(struct bytes pem, const char *path, struct assay_key **out,
                        struct assay_error *err);

/* The 32 bytes of the public half of an Ed25519 key; borrowed. */
const uint8_t *key_raw(const struct assay_key *key);

/* ASSAY_EUSAGE where only the public half is known. */
ASSAY_RESULT key_sign(const struct assay_key *key, struct bytes message, struct key_signature *out,
                      struct assay_error *err);

/* True when `signature` is the key's over `message`. */
bool key_verify(const struct assay_key *key, struct bytes message, struct bytes signature);

/* The other bytes that hold wherever an ECDSA signature does, which anybody can make of it. False
 * where there are none: Ed25519, or what is no signature. */
bool key_mirror(const struct assay_key *key, struct bytes signature, struct key_signature *out);

/* The same for a signature that took SHA-256 whatever the curve, as old bundles have it. */
bool key_verify_sha256(const struct assay_key *key, struct bytes message, struct bytes signature);
