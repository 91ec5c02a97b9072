/*
 * key.c - keys that sign and check, through OpenSSL: Ed25519, and ECDSA on three curves.
 * Source: RFC 8032 and 8410; FIPS 186-5 section 6 and RFC 5480; ledger-formats.md 2.
 */

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "crypto/key_part.h"
#include "crypto/pkcs11.h"

/* One line an algorithm; ECDSA signs a digest as long as its curve (ledger-formats.md 2). */
static const struct algorithm {
    const char *name;
    const char *curve;  /* OpenSSL's name of its group, NULL: none */
    const char *digest; /* of what is signed, NULL: the bytes themselves */
    size_t raw;         /* bytes of a signature before it is DER */
} algorithms[ASSAY_KEY_ALGORITHMS] = {
    [ASSAY_KEY_ED25519] = {"ed25519", NULL, NULL, 64},
    [ASSAY_KEY_P256] = {"ecdsa-p256", SN_X9_62_prime256v1, "SHA256", 64},
    [ASSAY_KEY_P384] = {"ecdsa-p384", SN_secp384r1, "SHA384", 96},
    [ASSAY_KEY_P521] = {"ecdsa-p521", SN_secp521r1, "SHA512", 132},
};

static void context_cleanup(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

enum assay_status key_fail_openssl(struct assay_error *err, const char *doing)
{
    unsigned long code = ERR_peek_last_error();
    const char *words = code ? ERR_reason_error_string(code) : NULL;
    enum assay_status status =
        assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "OpenSSL could not %s: %s", doing,
                   words ? words : "no reason given");

    ERR_clear_error();
    return status;
}

enum assay_status key_fail(struct assay_error *err, enum assay_status status, const char *id,
                           const char *path, const char *text)
{
    status = assay_fail(err, status, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(err, id);
    assay_error_path(err, path);
    return status;
}

const char *assay_key_algorithm_name(enum assay_key_algorithm algorithm)
{
    return algorithms[algorithm].name;
}

bool assay_key_algorithm_named(const char *name, enum assay_key_algorithm *out)
{
    for (size_t i = 0; i < ASSAY_KEY_ALGORITHMS; i++)
        if (strcmp(algorithms[i].name, name) == 0) {
            *out = (enum assay_key_algorithm)i;
            return true;
        }
    return false;
}

const char *key_digest_name(enum assay_key_algorithm algorithm)
{
    return algorithms[algorithm].digest;
}

size_t key_raw_signature_size(enum assay_key_algorithm algorithm)
{
    return algorithms[algorithm].raw;
}

bool key_algorithm_of(const EVP_PKEY *pkey, enum assay_key_algorithm *out)
{
    char curve[64];
    size_t size;

    if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_ED25519) {
        *out = ASSAY_KEY_ED25519;
        return true;
    }
    if (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_EC ||
        EVP_PKEY_get_group_name(pkey, curve, sizeof curve, &size) != 1)
        return false;
    for (size_t i = 0; i < ASSAY_KEY_ALGORITHMS; i++)
        if (algorithms[i].curve && strcmp(algorithms[i].curve, curve) == 0) {
            *out = (enum assay_key_algorithm)i;
            return true;
        }
    return false;
}

void assay_key_free(struct assay_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pkey);
    pkcs11_key_free(key->token);
    free(key->pem);
    free(key);
}

void assay_key_freep(struct assay_key **key)
{
    assay_key_free(*key);
}

const char *assay_key_id(const struct assay_key *key)
{
    return key->id;
}

const char *assay_key_public_pem(const struct assay_key *key)
{
    return key->pem;
}

const uint8_t *key_raw(const struct assay_key *key)
{
    return key->raw;
}

enum assay_key_algorithm assay_key_algorithm(const struct assay_key *key)
{
    return key->algorithm;
}

static ASSAY_RESULT set_id(struct assay_key *key, struct assay_error *err)
{
    uint8_t spki[KEY_SPKI_SIZE], digest[SHA256_SIZE];

    if (key->algorithm == ASSAY_KEY_ED25519) {
        key_spki_der(key->raw, spki);
        sha256(bytes_of(spki, sizeof spki), digest);
    } else {
        uint8_t *der = NULL;
        int size = i2d_PUBKEY(key->pkey, &der);

        if (size <= 0)
            return key_fail_openssl(err, "encode a public key");
        sha256(bytes_of(der, (size_t)size), digest);
        OPENSSL_free(der);
    }
    hex_encode(bytes_of(digest, sizeof digest), key->id);
    return ASSAY_OK;
}

static ASSAY_RESULT write_pem(const struct assay_key *key, struct buf *out, struct assay_error *err)
{
    CLEANUP(key_bio_cleanup) BIO *bio = BIO_new(BIO_s_mem());
    char *data = NULL;
    long size;

    if (!bio || PEM_write_bio_PUBKEY(bio, key->pkey) != 1)
        return key_fail_openssl(err, "encode a public key");
    size = BIO_get_mem_data(bio, &data);
    buf_add(out, data, size > 0 ? (size_t)size : 0);
    return ASSAY_OK;
}

static ASSAY_RESULT set_pem(struct assay_key *key, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = KEY_FILE_MAX};

    if (key->algorithm == ASSAY_KEY_ED25519)
        key_spki_pem(key->raw, &text);
    else
        TRY(write_pem(key, &text, err));
    return buf_hand_over(&text, &key->pem, err);
}

/*
 * A point has three encodings and a curve two (SEC 1 section 2.3.3; RFC 5480 section 2.1.1).
 * Written in one of them a key has one id: else a revoked key came back as another, and a key
 * counted twice.
 */
static bool settle_form(EVP_PKEY *pkey)
{
    return EVP_PKEY_set_utf8_string_param(pkey, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                          OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) == 1 &&
           EVP_PKEY_set_utf8_string_param(pkey, OSSL_PKEY_PARAM_EC_ENCODING,
                                          OSSL_PKEY_EC_ENCODING_GROUP) == 1;
}

enum assay_status key_of_pkey(EVP_PKEY **pkey, bool has_private, struct assay_key **out,
                              struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = calloc(1, sizeof *key);
    size_t size = KEY_RAW_SIZE;

    if (!key)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    if (!key_algorithm_of(*pkey, &key->algorithm))
        return assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                          "neither an Ed25519 key nor an ECDSA key on P-256, P-384 or P-521");
    key->pkey = TAKE(*pkey);
    key->has_private = has_private;
    if (key->algorithm == ASSAY_KEY_ED25519 &&
        (EVP_PKEY_get_raw_public_key(key->pkey, key->raw, &size) != 1 || size != KEY_RAW_SIZE))
        return key_fail_openssl(err, "take a public key apart");
    if (key->algorithm != ASSAY_KEY_ED25519 && !settle_form(key->pkey))
        return key_fail_openssl(err, "write a public key in its usual form");
    TRY(set_id(key, err));
    TRY(set_pem(key, err));
    *out = TAKE(key);
    return ASSAY_OK;
}

enum assay_status key_make(enum assay_key_algorithm algorithm, struct assay_key **out,
                           struct assay_error *err)
{
    const char *curve = algorithms[algorithm].curve;
    CLEANUP(key_pkey_cleanup)
    EVP_PKEY *pkey = curve ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve)
                           : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

    if (!pkey)
        return key_fail_openssl(err, "make a key");
    return key_of_pkey(&pkey, true, out, err);
}

enum assay_status key_of_raw(const uint8_t raw[KEY_RAW_SIZE], struct assay_key **out,
                             struct assay_error *err)
{
    CLEANUP(key_pkey_cleanup)
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, KEY_RAW_SIZE);

    if (!pkey)
        return key_fail_openssl(err, "read a public key");
    return key_of_pkey(&pkey, false, out, err);
}

enum assay_status key_of_pem(struct bytes pem, const char *path, struct assay_key **out,
                             struct assay_error *err)
{
    CLEANUP(key_bio_cleanup) BIO *bio = NULL;
    CLEANUP(key_pkey_cleanup) EVP_PKEY *pkey = NULL;
    enum assay_key_algorithm algorithm;
    uint8_t raw[KEY_RAW_SIZE];

    if (pem.size > KEY_FILE_MAX)
        return key_fail(err, ASSAY_EUSAGE, "key.format", path, "too large for a key");
    if (key_spki_read(pem, raw))
        return key_of_raw(raw, out, err);
    bio = BIO_new_mem_buf(pem.data, (int)pem.size);
    if (!bio)
        return key_fail_openssl(err, "read a public key");
    pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    ERR_clear_error();
    if (!pkey || !key_algorithm_of(pkey, &algorithm)) {
        bool is_private = !pkey && memmem(pem.data, pem.size, "PRIVATE KEY-----", 16) != NULL;
        enum assay_status status =
            key_fail(err, ASSAY_EUSAGE, "key.format", path,
                     pkey         ? "a public key, but of no algorithm that assay checks"
                     : is_private ? "this is a private key, and others need the public one alone"
                                  : "not a public key in PEM form");

        if (!is_private)
            assay_error_why(err, "assay checks Ed25519, and ECDSA on P-256, P-384 or P-521");
        if (is_private)
            assay_error_do(err, "assay key export %s > FILE.pub", path);
        else
            assay_error_do(err, "assay key export prints the public key of a key of yours");
        return status;
    }
    return key_of_pkey(&pkey, false, out, err);
}

/* What a token gives is checked before anybody gets it: in a log it would stand for ever. */
static ASSAY_RESULT sign_in_token(const struct assay_key *key, struct bytes message,
                                  struct key_signature *out, struct assay_error *err)
{
    struct key_signature made;

    TRY(pkcs11_key_sign(key, message, &made, err));
    if (!key_verify(key, message, bytes_of(made.bytes, made.size)))
        return pkcs11_key_distrust(key, err);
    *out = made;
    return ASSAY_OK;
}

enum assay_status key_sign(const struct assay_key *key, struct bytes message,
                           struct key_signature *out, struct assay_error *err)
{
    CLEANUP(context_cleanup) EVP_MD_CTX *context = EVP_MD_CTX_new();
    struct key_signature made = {.size = sizeof made.bytes};

    if (key->token)
        return sign_in_token(key, message, out, err);
    if (!key->has_private)
        return assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "a public key cannot sign");
    if (!context ||
        EVP_DigestSignInit_ex(context, NULL, algorithms[key->algorithm].digest, NULL, NULL,
                              key->pkey, NULL) != 1 ||
        EVP_DigestSign(context, made.bytes, &made.size, message.data, message.size) != 1)
        return key_fail_openssl(err, "sign");
    *out = made;
    return ASSAY_OK;
}

static bool verify(const struct assay_key *key, const char *digest, struct bytes message,
                   struct bytes signature)
{
    CLEANUP(context_cleanup) EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool holds =
        context &&
        EVP_DigestVerifyInit_ex(context, NULL, digest, NULL, NULL, key->pkey, NULL) == 1 &&
        EVP_DigestVerify(context, signature.data, signature.size, message.data, message.size) == 1;

    ERR_clear_error();
    return holds;
}

bool key_verify(const struct assay_key *key, struct bytes message, struct bytes signature)
{
    return verify(key, algorithms[key->algorithm].digest, message, signature);
}

bool key_verify_sha256(const struct assay_key *key, struct bytes message, struct bytes signature)
{
    return algorithms[key->algorithm].digest && verify(key, "SHA256", message, signature);
}
