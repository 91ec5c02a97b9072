/* ssh_key.c - public keys as SSH writes them: read, and their signatures checked. */

#include "crypto/ssh_key.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "crypto/key_part.h"
#include "crypto/ssh_key_part.h"
#include "crypto/ssh_wire.h"

#define CERTIFICATE_END "-cert-v01@openssh.com"

static const struct ssh_kind ssh_kinds[] = {
    {"ssh-ed25519", "ED25519", SSH_ED25519, false, NULL, NULL, NULL, 0},
    {"ecdsa-sha2-nistp256", "ECDSA", SSH_ECDSA, false, "nistp256", SN_X9_62_prime256v1, "SHA256",
     32},
    {"ecdsa-sha2-nistp384", "ECDSA", SSH_ECDSA, false, "nistp384", SN_secp384r1, "SHA384", 48},
    {"ecdsa-sha2-nistp521", "ECDSA", SSH_ECDSA, false, "nistp521", SN_secp521r1, "SHA512", 66},
    {"ssh-rsa", "RSA", SSH_RSA, false, NULL, NULL, NULL, 0},
    {"sk-ssh-ed25519@openssh.com", "ED25519-SK", SSH_ED25519, true, NULL, NULL, NULL, 0},
    {"sk-ecdsa-sha2-nistp256@openssh.com", "ECDSA-SK", SSH_ECDSA, true, "nistp256",
     SN_X9_62_prime256v1, "SHA256", 32},
};

struct ssh_key {
    const struct ssh_kind *kind;
    EVP_PKEY *pkey;
    uint8_t application[SHA256_SIZE]; /* digest of what a security key signs for */
};

static void builder_cleanup(OSSL_PARAM_BLD **builder)
{
    OSSL_PARAM_BLD_free(*builder);
}

static void params_cleanup(OSSL_PARAM **params)
{
    OSSL_PARAM_free(*params);
}

static void pkey_context_cleanup(EVP_PKEY_CTX **context)
{
    EVP_PKEY_CTX_free(*context);
}

static void number_cleanup(BIGNUM **number)
{
    BN_free(*number);
}

static void signature_cleanup(ECDSA_SIG **signature)
{
    ECDSA_SIG_free(*signature);
}

static void context_cleanup(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

void ssh_key_free(struct ssh_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

void ssh_key_freep(struct ssh_key **key)
{
    ssh_key_free(*key);
}

const char *ssh_key_name(const struct ssh_key *key)
{
    return key->kind->shown;
}

static ASSAY_RESULT fail(struct assay_error *err, enum assay_status status, const char *id,
                         const char *text)
{
    status = assay_fail(err, status, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(err, id);
    ERR_clear_error();
    return status;
}

static ASSAY_RESULT fail_format(struct assay_error *err, const char *text)
{
    return fail(err, ASSAY_EFORMAT, "ssh-signature.format", text);
}

/* What the cursor found is the more exact word; the id is ours. */
static ASSAY_RESULT named(enum assay_status status, struct assay_error *err)
{
    if (status == ASSAY_EFORMAT)
        assay_error_id(err, "ssh-signature.format");
    return status;
}

/* ---- reading keys ---- */

static ASSAY_RESULT make_pkey(const char *type, OSSL_PARAM_BLD *builder, EVP_PKEY **out,
                              struct assay_error *err)
{
    CLEANUP(params_cleanup) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
    CLEANUP(pkey_context_cleanup)
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);

    if (!params || !context || EVP_PKEY_fromdata_init(context) != 1)
        return key_fail_openssl(err, "read a public key");
    if (EVP_PKEY_fromdata(context, out, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return fail_format(err, "the numbers of the key are those of no key");
    return ASSAY_OK;
}

static ASSAY_RESULT read_ed25519(struct cursor *c, struct ssh_key *key)
{
    struct bytes raw;

    TRY(ssh_take(c, &raw));
    if (raw.size == KEY_RAW_SIZE)
        key->pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw.data, raw.size);
    return key->pkey ? ASSAY_OK : cursor_fail(c, "an Ed25519 key has 32 bytes");
}

static ASSAY_RESULT read_ecdsa(struct cursor *c, struct ssh_key *key)
{
    enum { UNCOMPRESSED = 4 }; /* SEC 1 section 2.3.3 */
    CLEANUP(builder_cleanup) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    struct bytes curve, point;

    TRY(ssh_take(c, &curve));
    if (!bytes_equal(curve, bytes_text(key->kind->curve)))
        return cursor_fail(c, "the key is on another curve than its kind says");
    TRY(ssh_take(c, &point));
    if (point.size != 1 + 2 * key->kind->width || point.data[0] != UNCOMPRESSED)
        return cursor_fail(c, "the key is no point, written whole");
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, key->kind->group, 0) !=
            1 ||
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data,
                                         point.size) != 1)
        return key_fail_openssl(c->err, "read a public key");
    return make_pkey("EC", builder, &key->pkey, c->err);
}

static ASSAY_RESULT read_rsa(struct cursor *c, struct ssh_key *key)
{
    CLEANUP(builder_cleanup) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    CLEANUP(number_cleanup) BIGNUM *modulus = NULL;
    CLEANUP(number_cleanup) BIGNUM *exponent = NULL;
    struct bytes e, n;

    TRY(ssh_take_number(c, &e));
    TRY(ssh_take_number(c, &n));
    if (e.size > SSH_RSA_EXPONENT_MAX || !(e.data[e.size - 1] & 1) ||
        (e.size == 1 && e.data[0] == 1)) /* with which everything is a signature */
        return cursor_fail(c, "the exponent of the RSA key is none");
    modulus = n.size <= SSH_RSA_MOST / 8 ? BN_bin2bn(n.data, (int)n.size, NULL) : NULL;
    exponent = BN_bin2bn(e.data, (int)e.size, NULL);
    if (n.size > SSH_RSA_MOST / 8 || (modulus && BN_num_bits(modulus) < SSH_RSA_LEAST))
        return fail(c->err, ASSAY_ETRUST, "ssh-signature.algorithm",
                    "an RSA key of less than 2048 bits, or more than 16384");
    if (!builder || !modulus || !exponent ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) != 1)
        return key_fail_openssl(c->err, "read a public key");
    return make_pkey("RSA", builder, &key->pkey, c->err);
}

static const struct ssh_kind *find_kind(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(ssh_kinds); i++)
        if (bytes_equal(name, bytes_text(ssh_kinds[i].name)))
            return &ssh_kinds[i];
    return NULL;
}

const struct ssh_kind *ssh_kind_of(const struct assay_key *key)
{
    static const char *const names[ASSAY_KEY_ALGORITHMS] = {
        [ASSAY_KEY_ED25519] = "ssh-ed25519",
        [ASSAY_KEY_P256] = "ecdsa-sha2-nistp256",
        [ASSAY_KEY_P384] = "ecdsa-sha2-nistp384",
        [ASSAY_KEY_P521] = "ecdsa-sha2-nistp521",
    };

    return find_kind(bytes_text(names[assay_key_algorithm(key)]));
}

static ASSAY_RESULT fail_kind(struct bytes kind, struct assay_error *err)
{
    bool certificate = bytes_ends(kind, BYTES(CERTIFICATE_END));
    enum assay_status status = fail(
        err, ASSAY_ETRUST, certificate ? "ssh-signature.certificate" : "ssh-signature.algorithm",
        certificate ? "a certificate of SSH, which assay does not check"
                    : "a key of a kind that assay does not check");

    if (!certificate)
        assay_error_why(err, "assay checks Ed25519, ECDSA on P-256, P-384 and P-521, RSA, and the "
                             "first two in security keys");
    return status;
}

static ASSAY_RESULT read_blob(struct cursor *c, struct ssh_key *key)
{
    struct bytes name, application;

    TRY(ssh_take(c, &name));
    key->kind = find_kind(name);
    if (!key->kind)
        return fail_kind(name, c->err);
    if (key->kind->family == SSH_RSA)
        TRY(read_rsa(c, key));
    else
        TRY(key->kind->family == SSH_ECDSA ? read_ecdsa(c, key) : read_ed25519(c, key));
    if (key->kind->security_key) {
        TRY(ssh_take(c, &application));
        sha256(application, key->application);
    }
    return ssh_end(c);
}

enum assay_status ssh_key_read(struct bytes blob, struct ssh_key **out, struct assay_error *err)
{
    CLEANUP(ssh_key_freep) struct ssh_key *key = calloc(1, sizeof *key);
    struct assay_error unused;
    struct cursor c;

    if (!key)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    if (blob.size > SSH_KEY_MAX)
        return fail_format(err, "too large for a key");
    cursor_of_bytes(&c, blob, err ? err : &unused);
    TRY(named(read_blob(&c, key), c.err));
    *out = TAKE(key);
    return ASSAY_OK;
}

bool ssh_key_kind(struct bytes blob, struct bytes *kind)
{
    struct assay_error unused;
    struct cursor c;

    cursor_of_bytes(&c, blob, &unused);
    return ssh_take(&c, kind) == ASSAY_OK;
}

void ssh_fingerprint(struct bytes blob, char out[SSH_FINGERPRINT_SIZE])
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SSH_FINGERPRINT_SIZE};
    uint8_t digest[SHA256_SIZE];

    sha256(blob, digest);
    base64_encode(&text, bytes_of(digest, sizeof digest));
    /* 43 digits; the padding says nothing */
    snprintf(out, SSH_FINGERPRINT_SIZE, "SHA256:%.43s", buf_string(&text));
}

/* ---- checking signatures ---- */

static bool holds(const struct ssh_key *key, const char *digest, struct bytes message,
                  struct bytes signature)
{
    CLEANUP(context_cleanup) EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fits =
        context &&
        EVP_DigestVerifyInit_ex(context, NULL, digest, NULL, NULL, key->pkey, NULL) == 1 &&
        EVP_DigestVerify(context, signature.data, signature.size, message.data, message.size) == 1;

    ERR_clear_error();
    return fits;
}

/* r and s as SSH writes them, for OpenSSL as DER. */
static ASSAY_RESULT as_der(struct bytes numbers, struct buf *out, struct assay_error *err)
{
    CLEANUP(signature_cleanup) ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r, *s;
    struct bytes first, second;
    struct cursor c;
    uint8_t *der = NULL;
    int size;

    cursor_of_bytes(&c, numbers, err);
    TRY(ssh_take_number(&c, &first));
    TRY(ssh_take_number(&c, &second));
    TRY(ssh_end(&c));
    if (first.size > SSH_NUMBER_MAX || second.size > SSH_NUMBER_MAX)
        return fail_format(err, "numbers that are too large for a signature");
    r = BN_bin2bn(first.data, (int)first.size, NULL);
    s = BN_bin2bn(second.data, (int)second.size, NULL);
    if (!pair || !r || !s || ECDSA_SIG_set0(pair, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return key_fail_openssl(err, "read a signature");
    }
    size = i2d_ECDSA_SIG(pair, &der);
    buf_add(out, der, size > 0 ? (size_t)size : 0);
    OPENSSL_free(der);
    return buf_status(out, err);
}

/* What a security key signs: the digests of application and message with its own words between. */
static void wrap_message(const struct ssh_key *key, struct bytes words, struct bytes message,
                         struct buf *out)
{
    uint8_t digest[SHA256_SIZE];

    sha256(message, digest);
    buf_add(out, key->application, sizeof key->application);
    buf_add(out, words.data, words.size);
    buf_add(out, digest, sizeof digest);
}

/* The digest that a signature says it is over; RSA alone has a choice. */
static ASSAY_RESULT check_kind(const struct ssh_key *key, struct bytes kind, const char **digest,
                               struct assay_error *err)
{
    *digest = key->kind->digest;
    if (key->kind->family != SSH_RSA)
        return bytes_equal(kind, bytes_text(key->kind->name))
                   ? ASSAY_OK
                   : fail_format(err, "the signature is of another kind than its key");
    if (bytes_equal(kind, BYTES("ssh-rsa")))
        return fail(err, ASSAY_ETRUST, "ssh-signature.algorithm",
                    "an RSA signature over SHA-1, which can be forged");
    *digest = bytes_equal(kind, BYTES("rsa-sha2-512")) ? "SHA512" : "SHA256";
    return bytes_equal(kind, BYTES("rsa-sha2-512")) || bytes_equal(kind, BYTES("rsa-sha2-256"))
               ? ASSAY_OK
               : fail_format(err, "the signature is of another kind than its key");
}

enum assay_status ssh_key_verify(const struct ssh_key *key, struct bytes message,
                                 struct bytes signature, struct assay_error *err)
{
    enum { SECURITY_WORDS = 1 + 4 }; /* flags, counter */
    CLEANUP(buf_clear) struct buf der = {.ceiling = SSH_KEY_MAX};
    CLEANUP(buf_clear) struct buf wrapped = {.ceiling = SIZE_MAX};
    struct bytes kind, value, words = {0};
    struct assay_error unused;
    const char *digest;
    struct cursor c;

    err = err ? err : &unused;
    cursor_of_bytes(&c, signature, err);
    TRY(named(ssh_take(&c, &kind), err));
    TRY(check_kind(key, kind, &digest, err));
    TRY(named(ssh_take(&c, &value), err));
    if (key->kind->security_key) {
        TRY(named(cursor_take(&c, SECURITY_WORDS, &words), err));
        wrap_message(key, words, message, &wrapped);
        TRY(buf_status(&wrapped, err));
        message = buf_bytes(&wrapped);
    }
    TRY(named(ssh_end(&c), err));
    if (key->kind->family == SSH_ECDSA) {
        TRY(named(as_der(value, &der, err), err));
        value = buf_bytes(&der);
    }
    if (!holds(key, digest, message, value))
        return fail(err, ASSAY_ETRUST, "ssh-signature.broken",
                    "the signature does not fit what it is said to be over");
    return ASSAY_OK;
}
