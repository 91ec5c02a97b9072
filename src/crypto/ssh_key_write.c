/* ssh_key_write.c - keys of ours, and their signatures, as SSH writes them. */

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/key_part.h"
#include "crypto/ssh_key_part.h"
#include "crypto/ssh_wire.h"

static void number_cleanup(BIGNUM **number)
{
    BN_free(*number);
}

static void signature_cleanup(ECDSA_SIG **signature)
{
    ECDSA_SIG_free(*signature);
}

/* The point written whole (SEC 1 section 2.3.3), whatever form the key came in. */
static ASSAY_RESULT put_point(const struct assay_key *key, size_t width, struct buf *blob,
                              struct assay_error *err)
{
    CLEANUP(number_cleanup) BIGNUM *x = NULL;
    CLEANUP(number_cleanup) BIGNUM *y = NULL;
    uint8_t point[1 + 2 * SSH_NUMBER_MAX] = {4};

    if (EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_EC_PUB_X, &x) != 1 ||
        EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_EC_PUB_Y, &y) != 1 ||
        BN_bn2binpad(x, point + 1, (int)width) != (int)width ||
        BN_bn2binpad(y, point + 1 + width, (int)width) != (int)width)
        return key_fail_openssl(err, "take a public key apart");
    ssh_put(blob, bytes_of(point, 1 + 2 * width));
    return ASSAY_OK;
}

enum assay_status ssh_key_write(const struct assay_key *key, struct buf *blob,
                                struct assay_error *err)
{
    const struct ssh_kind *kind = ssh_kind_of(key);

    ssh_put(blob, bytes_text(kind->name));
    if (kind->family == SSH_ED25519) {
        ssh_put(blob, bytes_of(key_raw(key), KEY_RAW_SIZE));
    } else {
        ssh_put(blob, bytes_text(kind->curve));
        TRY(put_point(key, kind->width, blob, err));
    }
    return buf_status(blob, err);
}

/* DER of r and s, as two numbers. */
static ASSAY_RESULT put_pair(const struct key_signature *signature, struct buf *out,
                             struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf pair = {.ceiling = SSH_KEY_MAX};
    const uint8_t *at = signature->bytes;
    CLEANUP(signature_cleanup)
    ECDSA_SIG *read = d2i_ECDSA_SIG(NULL, &at, (long)signature->size);
    const BIGNUM *numbers[2];
    uint8_t bytes[SSH_NUMBER_MAX];

    if (!read)
        return key_fail_openssl(err, "take a signature apart");
    ECDSA_SIG_get0(read, &numbers[0], &numbers[1]);
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        if (BN_bn2binpad(numbers[i], bytes, sizeof bytes) != sizeof bytes)
            return key_fail_openssl(err, "take a signature apart");
        ssh_put_number(&pair, bytes_of(bytes, sizeof bytes));
    }
    TRY(buf_status(&pair, err));
    ssh_put(out, buf_bytes(&pair));
    return ASSAY_OK;
}

enum assay_status ssh_key_sign(const struct assay_key *key, struct bytes message, struct buf *out,
                               struct assay_error *err)
{
    const struct ssh_kind *kind = ssh_kind_of(key);
    struct key_signature signature;

    TRY(key_sign(key, message, &signature, err));
    ssh_put(out, bytes_text(kind->name));
    if (kind->family == SSH_ED25519)
        ssh_put(out, bytes_of(signature.bytes, signature.size));
    else
        TRY(put_pair(&signature, out, err));
    return buf_status(out, err);
}

char *assay_key_ssh(const struct assay_key *key)
{
    CLEANUP(buf_clear) struct buf blob = {.ceiling = SSH_KEY_MAX};
    CLEANUP(buf_clear) struct buf line = {.ceiling = (size_t)2 * SSH_KEY_MAX};

    if (ssh_key_write(key, &blob, NULL) != ASSAY_OK)
        return NULL;
    buf_printf(&line, "%s ", ssh_kind_of(key)->name);
    base64_encode(&line, buf_bytes(&blob));
    return buf_take_string(&line);
}
