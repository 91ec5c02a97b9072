/* key_part.h - what the files of a key share: the handle itself, and OpenSSL's failures. */

#pragma once

#include <openssl/evp.h>

#include "base/buf.h"
#include "crypto/key.h"

enum {
    KEY_FILE_MAX = 16 * 1024, /* bytes of a key in PEM form; an Ed25519 key has 119 */
    KEY_SPKI_SIZE = 44,       /* of an Ed25519 public key in DER */
};

struct pkcs11_key;

struct assay_key {
    EVP_PKEY *pkey;           /* its public half at least */
    bool has_private;         /* in memory */
    struct pkcs11_key *token; /* which holds the private half, or NULL */
    enum assay_key_algorithm algorithm;
    uint8_t raw[KEY_RAW_SIZE]; /* of an Ed25519 key */
    char id[ASSAY_KEY_ID_SIZE];
    char *pem;
};

/* Makes a handle round *pkey and takes it over. ASSAY_EUSAGE where the algorithm is none of ours.
 */
ASSAY_RESULT key_of_pkey(EVP_PKEY **pkey, bool has_private, struct assay_key **out,
                         struct assay_error *err);

/* Of what ECDSA signs, in OpenSSL's words; NULL where the bytes themselves are signed. */
const char *key_digest_name(enum assay_key_algorithm algorithm);

/* Bytes of a signature as tokens give it: of Ed25519, or r || s. */
size_t key_raw_signature_size(enum assay_key_algorithm algorithm);

/* True and the algorithm where `pkey` is of one of ours. */
bool key_algorithm_of(const EVP_PKEY *pkey, enum assay_key_algorithm *out);

/* ASSAY_EINTERNAL with OpenSSL's own words: "OpenSSL could not sign: ...". */
ASSAY_RESULT key_fail_openssl(struct assay_error *err, const char *doing);

/* A failure that has to do with the file `path`. */
ASSAY_RESULT key_fail(struct assay_error *err, enum assay_status status, const char *id,
                      const char *path, const char *text);

/* The PKCS#8 PEM text of a private key, sealed where there is a passphrase, and back. */
ASSAY_RESULT key_private_pem(EVP_PKEY *pkey, const char *passphrase, struct buf *out,
                             struct assay_error *err);
ASSAY_RESULT key_of_private_pem(struct bytes text, const char *passphrase, const char *path,
                                struct assay_key **out, struct assay_error *err);

/* An Ed25519 public key as SPKI, and back from PEM in exactly the form that is written. */
void key_spki_der(const uint8_t raw[KEY_RAW_SIZE], uint8_t out[KEY_SPKI_SIZE]);
void key_spki_pem(const uint8_t raw[KEY_RAW_SIZE], struct buf *out);
bool key_spki_read(struct bytes pem, uint8_t raw[KEY_RAW_SIZE]);

void key_pkey_cleanup(EVP_PKEY **pkey);
void key_bio_cleanup(BIO **bio);
void key_secret_clear(struct buf *buf); /* a private key passed through it */
