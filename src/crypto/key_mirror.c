/*
 * key_mirror.c - the other signature that holds wherever an ECDSA signature does.
 *
 * Of (r, s) anybody can make (r, n - s), n being the order of the curve, without the key. DER is
 * unique and OpenSSL takes no other encoding, so a signature has this one twin. Ed25519 has none:
 * s is below the order, and R is part of what is hashed.
 * Source: SEC 1 version 2.0, 4.1.4; RFC 8032, 5.1.7.
 */

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include "base/kit.h"
#include "crypto/key_part.h"

static void signature_cleanup(ECDSA_SIG **signature)
{
    ECDSA_SIG_free(*signature);
}

static void number_cleanup(BIGNUM **number)
{
    BN_free(*number);
}

/* s becomes n - s. */
static bool mirror(const struct assay_key *key, ECDSA_SIG *signature)
{
    CLEANUP(number_cleanup) BIGNUM *order = NULL;
    CLEANUP(number_cleanup) BIGNUM *r = BN_dup(ECDSA_SIG_get0_r(signature));
    CLEANUP(number_cleanup) BIGNUM *s = BN_new();

    if (!r || !s || EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_EC_ORDER, &order) != 1 ||
        BN_cmp(ECDSA_SIG_get0_s(signature), order) >= 0 ||
        BN_sub(s, order, ECDSA_SIG_get0_s(signature)) != 1 || ECDSA_SIG_set0(signature, r, s) != 1)
        return false;
    r = s = NULL; /* taken over */
    return true;
}

bool key_mirror(const struct assay_key *key, struct bytes signature, struct key_signature *out)
{
    CLEANUP(signature_cleanup) ECDSA_SIG *parsed = NULL;
    const uint8_t *at = signature.data;
    uint8_t *to = out->bytes;
    bool made;
    int size;

    if (!key_digest_name(key->algorithm) || signature.size > KEY_SIGNATURE_MAX)
        return false;
    parsed = d2i_ECDSA_SIG(NULL, &at, (long)signature.size);
    made = parsed && at == signature.data + signature.size && mirror(key, parsed);
    size = made ? i2d_ECDSA_SIG(parsed, NULL) : 0;
    made = made && size > 0 && size <= KEY_SIGNATURE_MAX && i2d_ECDSA_SIG(parsed, &to) == size;
    if (made)
        out->size = (size_t)size;
    ERR_clear_error();
    return made;
}
