/*
 * pkcs11.h - keys in hardware: what key.c and key_file.c see of them.
 *
 * The module that reaches the hardware is somebody else's code in this process. It is loaded only
 * where a person names it, by its whole path: in the URI, or in ASSAY_PKCS11_MODULE. It stays
 * loaded and initialized until the process ends, for others of the process may use it too.
 * Source: PKCS #11 2.40; RFC 7512; ledger-formats.md 10.
 */

#pragma once

#include "crypto/key.h"
#include "crypto/pkcs11_uri.h"

/* The private half: an object of a token, and the session in which it signs; one thread at a time.
 */
struct pkcs11_key;

/*
 * Finds a key by its URI. To sign, the token is logged in to: with `pin`, else with what the URI
 * says, else with ASSAY_PKCS11_PIN. A wrong PIN is never tried twice, for tokens lock themselves.
 *
 * ASSAY_EUSAGE    "key.uri", "key.module", "key.token", "key.ambiguous", "key.pin" (none given),
 *                 "key.pin-wrong", "key.pin-locked", "key.use", "key.mechanism", "key.format"
 * ASSAY_EMISSING  "key.missing": no such key in the token
 * ASSAY_EIO       "key.token-gone", "key.device"
 */
ASSAY_RESULT pkcs11_key_open(const char *uri, const char *pin, struct assay_key **out,
                             struct assay_error *err);

/* The public half of such a key, without a PIN where the token shows it without one. */
ASSAY_RESULT pkcs11_key_open_public(const char *uri, struct assay_key **out,
                                    struct assay_error *err);

/* As key_sign(), and without knowing whether it holds. */
ASSAY_RESULT pkcs11_key_sign(const struct assay_key *key, struct bytes message,
                             struct key_signature *out, struct assay_error *err);
/* ASSAY_ETRUST "key.signature": what it gave does not hold under the token's own public key. */
ASSAY_RESULT pkcs11_key_distrust(const struct assay_key *key, struct assay_error *err);

void pkcs11_key_free(struct pkcs11_key *key); /* closes the session, wipes the PIN */
