/* key.h - what the ledger does with a key: sign, check, take it apart. */

#pragma once

#include <assay/key.h>

#include "base/bytes.h"

enum { KEY_RAW_SIZE = 32, SIGNATURE_SIZE = 64 }; /* Ed25519 (RFC 8032) */

/* A public key from its 32 bytes, or from SPKI PEM text (`path` is for the error). */
ASSAY_RESULT key_of_raw(const uint8_t raw[KEY_RAW_SIZE], struct assay_key **out,
                        struct assay_error *err);
ASSAY_RESULT key_of_pem(struct bytes pem, const char *path, struct assay_key **out,
                        struct assay_error *err);

/* The 32 bytes of the public half; borrowed. */
const uint8_t *key_raw(const struct assay_key *key);

/* ASSAY_EUSAGE where only the public half is known. */
ASSAY_RESULT key_sign(const struct assay_key *key, struct bytes message,
                      uint8_t out[SIGNATURE_SIZE], struct assay_error *err);

/* True when `signature` is the key's over `message`. */
bool key_verify(const struct assay_key *key, struct bytes message, struct bytes signature);
