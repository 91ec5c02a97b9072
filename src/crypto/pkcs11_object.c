/*
 * pkcs11_object.c - objects of a token: found, read, and the public key that one holds.
 * Source: PKCS #11 2.40, section 5.7; Current Mechanisms 2.40, section 2.3; RFC 5480, RFC 8410.
 */

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "base/kit.h"
#include "crypto/pkcs11_part.h"

enum { FIND_AT_ONCE = 16, POINT_MAX = 1 + 2 * 66 };

static void certificate_cleanup(X509 **certificate)
{
    X509_free(*certificate);
}

enum assay_status pkcs11_find(const struct pkcs11_session *session,
                              const struct pkcs11_search *search, ck_object_handle_t *found,
                              size_t most, size_t *count, struct assay_error *err)
{
    ck_object_class_t class = search->class;
    struct ck_attribute wanted[3] = {{CKA_CLASS, &class, sizeof class}};
    unsigned long used = 1, got = 0;
    ck_rv_t code;

    /* NOLINTBEGIN(performance-no-int-to-ptr): the interface takes what it reads as not const */
    if (search->label.data)
        wanted[used++] = (struct ck_attribute){CKA_LABEL, (void *)(uintptr_t)search->label.data,
                                               search->label.size};
    if (search->id.data)
        wanted[used++] =
            (struct ck_attribute){CKA_ID, (void *)(uintptr_t)search->id.data, search->id.size};
    /* NOLINTEND(performance-no-int-to-ptr) */
    *count = 0;
    code = session->calls->C_FindObjectsInit(session->handle, wanted, used);
    if (code != CKR_OK)
        return pkcs11_fail(session->name, "C_FindObjectsInit", code, err);
    do {
        size_t left = most - *count;
        unsigned long room = left < FIND_AT_ONCE ? left : FIND_AT_ONCE;

        got = 0;
        code = session->calls->C_FindObjects(session->handle, found + *count, room, &got);
        if (code == CKR_OK && got > room)
            code = CKR_GENERAL_ERROR; /* more than there was room for: nothing it says counts */
        if (code == CKR_OK)
            *count += got;
    } while (code == CKR_OK && got > 0 && *count < most);
    (void)session->calls->C_FindObjectsFinal(session->handle);
    return code == CKR_OK ? ASSAY_OK : pkcs11_fail(session->name, "C_FindObjects", code, err);
}

/* An object has no such attribute, or does not show it: both are an answer. */
static bool is_absent(ck_rv_t code, const struct ck_attribute *attribute)
{
    return code == CKR_ATTRIBUTE_TYPE_INVALID || code == CKR_ATTRIBUTE_SENSITIVE ||
           (code == CKR_OK &&
            (attribute->value_len == CK_UNAVAILABLE_INFORMATION || attribute->value_len == 0));
}

enum assay_status pkcs11_read(const struct pkcs11_session *session, ck_object_handle_t object,
                              ck_attribute_type_t type, struct buf *out, struct assay_error *err)
{
    struct ck_attribute attribute = {type, NULL, 0};
    ck_rv_t code = session->calls->C_GetAttributeValue(session->handle, object, &attribute, 1);
    unsigned long room = attribute.value_len;

    if (is_absent(code, &attribute))
        return ASSAY_OK;
    if (code != CKR_OK)
        return pkcs11_fail(session->name, "C_GetAttributeValue", code, err);
    if (room > PKCS11_VALUE_MAX)
        return pkcs11_fail(session->name, "an attribute's size in C_GetAttributeValue", room, err);
    attribute.value = buf_room(out, room);
    if (!attribute.value)
        return buf_status(out, err);
    code = session->calls->C_GetAttributeValue(session->handle, object, &attribute, 1);
    if (is_absent(code, &attribute))
        return ASSAY_OK;
    if (code != CKR_OK || attribute.value_len > room)
        return pkcs11_fail(session->name, "C_GetAttributeValue", code, err);
    buf_used(out, attribute.value_len);
    return ASSAY_OK;
}

enum assay_status pkcs11_read_flag(const struct pkcs11_session *session, ck_object_handle_t object,
                                   ck_attribute_type_t type, bool *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf value = {.ceiling = PKCS11_VALUE_MAX};

    TRY(pkcs11_read(session, object, type, &value, err));
    *out = value.size > 0 && value.data[0] != 0;
    return ASSAY_OK;
}

/* CKA_EC_PARAMS: the curve's OID, or its name as a PrintableString, which early modules have. */
static const struct curve {
    struct bytes params;
    enum assay_key_algorithm algorithm;
    size_t point; /* bytes of a point, uncompressed */
    const char *group;
} curves[] = {
    {{(const uint8_t *)"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10},
     ASSAY_KEY_P256,
     65,
     "P-256"},
    {{(const uint8_t *)"\x06\x05\x2b\x81\x04\x00\x22", 7}, ASSAY_KEY_P384, 97, "P-384"},
    {{(const uint8_t *)"\x06\x05\x2b\x81\x04\x00\x23", 7}, ASSAY_KEY_P521, 133, "P-521"},
    {{(const uint8_t *)"\x06\x03\x2b\x65\x70", 5}, ASSAY_KEY_ED25519, 32, NULL},
    {{(const uint8_t *)"\x13\x0c"
                       "edwards25519",
      14},
     ASSAY_KEY_ED25519,
     32,
     NULL},
    {{(const uint8_t *)"\x06\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", 11},
     ASSAY_KEY_ED25519,
     32,
     NULL},
};

/* CKA_EC_POINT: an OCTET STRING round the point, or the bare point. The size tells them apart: both
 * may begin with 04. */
static struct bytes unwrap(struct bytes value, size_t point)
{
    size_t header = point < 128 ? 2 : 3;

    if (value.size == header + point && value.data[0] == 0x04 &&
        (header == 2 ? value.data[1] == point : value.data[1] == 0x81 && value.data[2] == point))
        return bytes_from(value, header);
    return value;
}

static EVP_PKEY *key_of_point(const struct curve *curve, struct bytes point)
{
    CLEANUP(key_pkey_cleanup) EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *context = NULL;
    char group[8];
    uint8_t copy[POINT_MAX];
    OSSL_PARAM params[3];

    if (point.size != curve->point || point.size > sizeof copy)
        return NULL;
    if (!curve->group)
        return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, point.data, point.size);
    snprintf(group, sizeof group, "%s", curve->group); /* OpenSSL takes both as not const */
    memcpy(copy, point.data, point.size);
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, copy, point.size);
    params[2] = OSSL_PARAM_construct_end();
    context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    if (context && EVP_PKEY_fromdata_init(context) == 1)
        (void)EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params);
    EVP_PKEY_CTX_free(context);
    return TAKE(pkey);
}

static EVP_PKEY *of_point(struct bytes params, struct bytes point)
{
    for (size_t i = 0; point.size && i < ARRAY_LEN(curves); i++)
        if (bytes_equal(params, curves[i].params))
            return key_of_point(&curves[i], unwrap(point, curves[i].point));
    return NULL;
}

static EVP_PKEY *of_spki(struct bytes der)
{
    const unsigned char *next = der.data;

    return der.size ? d2i_PUBKEY(NULL, &next, (long)der.size) : NULL;
}

static EVP_PKEY *of_certificate(struct bytes der)
{
    const unsigned char *next = der.data;
    CLEANUP(certificate_cleanup)
    X509 *certificate = der.size ? d2i_X509(NULL, &next, (long)der.size) : NULL;

    return certificate ? X509_get_pubkey(certificate) : NULL;
}

/* One attribute, or nothing. */
static ASSAY_RESULT of_attribute(const struct pkcs11_session *session, ck_object_handle_t object,
                                 ck_attribute_type_t type, EVP_PKEY *(*read)(struct bytes),
                                 EVP_PKEY **out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf value = {.ceiling = PKCS11_VALUE_MAX};

    TRY(pkcs11_read(session, object, type, &value, err));
    *out = read(buf_bytes(&value));
    ERR_clear_error();
    return ASSAY_OK;
}

enum assay_status pkcs11_public_of(const struct pkcs11_session *session, ck_object_handle_t object,
                                   ck_object_class_t class, EVP_PKEY **out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf params = {.ceiling = PKCS11_VALUE_MAX};
    CLEANUP(buf_clear) struct buf point = {.ceiling = PKCS11_VALUE_MAX};

    if (class == CKO_CERTIFICATE) /* of a private key the value would be the secret itself */
        return of_attribute(session, object, CKA_VALUE, of_certificate, out, err);
    TRY(pkcs11_read(session, object, CKA_EC_PARAMS, &params, err));
    TRY(pkcs11_read(session, object, CKA_EC_POINT, &point, err));
    *out = of_point(buf_bytes(&params), buf_bytes(&point));
    ERR_clear_error();
    return *out ? ASSAY_OK : of_attribute(session, object, CKA_PUBLIC_KEY_INFO, of_spki, out, err);
}
