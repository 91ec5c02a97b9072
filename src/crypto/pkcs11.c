/*
 * pkcs11.c - a key in hardware: found by its URI, and made to sign.
 * Source: PKCS #11 2.40, sections 5.6 and 5.11; Current Mechanisms 2.40, section 2.3.6 (CKM_ECDSA);
 * 3.0, section 2.3.14 (CKM_EDDSA); ledger-formats.md 10.
 */

#include "crypto/pkcs11.h"

#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"
#include "crypto/pkcs11_part.h"

enum { RAW_MAX = 2 * 66, DIGEST_MAX = 64, LISTED_MAX = 4096 };

struct pkcs11_key {
    struct pkcs11_session session;
    ck_object_handle_t object;
    ck_mechanism_type_t mechanism;
    bool asks_each_time; /* CKA_ALWAYS_AUTHENTICATE: the PIN is kept for that, and for no other */
    struct pkcs11_pin pin;
};

/* A search under way. */
struct opening {
    struct pkcs11_uri uri;
    struct pkcs11_pin pin;
    struct pkcs11_key *key;
    ck_object_handle_t object; /* of the private key */
    struct assay_error *err;
};

void pkcs11_key_free(struct pkcs11_key *key)
{
    if (!key)
        return;
    pkcs11_session_close(&key->session);
    pkcs11_pin_clear(&key->pin);
    free(key);
}

static void opening_clear(struct opening *opening)
{
    pkcs11_uri_clear(&opening->uri);
    pkcs11_pin_clear(&opening->pin);
    pkcs11_key_free(opening->key);
}

static ASSAY_RESULT fail_count(const struct opening *opening, size_t count, const char *what)
{
    const char *name = opening->key->session.name;
    char text[64];
    enum assay_status status;

    snprintf(text, sizeof text, count ? "several %ss match" : "no such %s in the token", what);
    status = pkcs11_refuse(opening->err, count ? ASSAY_EUSAGE : ASSAY_EMISSING,
                           count ? "key.ambiguous" : "key.missing", name, text);
    if (count)
        assay_error_why(opening->err, "which of them is meant must be clear before one signs");
    assay_error_do(opening->err,
                   "assay key list \"%s\"      shows those that are there; name one by id=%%XX",
                   name);
    return status;
}

/* Exactly one object, or *count says how many. */
static ASSAY_RESULT find_one(const struct opening *opening, ck_object_class_t class,
                             struct bytes label, struct bytes id, ck_object_handle_t *out,
                             size_t *count)
{
    const struct pkcs11_search search = {class, label, id};
    ck_object_handle_t found[2] = {CK_INVALID_HANDLE, CK_INVALID_HANDLE};

    TRY(pkcs11_find(&opening->key->session, &search, found, ARRAY_LEN(found), count, opening->err));
    *out = found[0];
    return ASSAY_OK;
}

/* The public key by the objects that hold it openly; NULL where none does. */
static ASSAY_RESULT find_public(const struct opening *opening, struct bytes label, struct bytes id,
                                EVP_PKEY **out)
{
    static const ck_object_class_t classes[] = {CKO_PUBLIC_KEY, CKO_CERTIFICATE};

    for (size_t i = 0; i < ARRAY_LEN(classes) && !*out; i++) {
        ck_object_handle_t object = CK_INVALID_HANDLE;
        size_t count = 0;

        TRY(find_one(opening, classes[i], label, id, &object, &count));
        if (count > 1)
            return fail_count(opening, count, i ? "certificate" : "public key");
        if (count == 1)
            TRY(pkcs11_public_of(&opening->key->session, object, classes[i], out, opening->err));
    }
    return ASSAY_OK;
}

/* The public half of the private key: its object has the same id, or in default of one the name. */
static ASSAY_RESULT public_of_private(const struct opening *opening, EVP_PKEY **out)
{
    CLEANUP(buf_clear) struct buf id = {.ceiling = PKCS11_VALUE_MAX};
    const struct pkcs11_session *session = &opening->key->session;
    const struct bytes none = {NULL, 0};

    TRY(pkcs11_read(session, opening->object, CKA_ID, &id, opening->err));
    if (id.size)
        TRY(find_public(opening, none, buf_bytes(&id), out));
    else if (pkcs11_uri_has(&opening->uri, PKCS11_OBJECT))
        TRY(find_public(opening, opening->uri.values[PKCS11_OBJECT], none, out));
    if (!*out)
        TRY(pkcs11_public_of(session, opening->object, CKO_PRIVATE_KEY, out, opening->err));
    return ASSAY_OK;
}

static ASSAY_RESULT find_private(struct opening *opening)
{
    size_t count = 0;

    TRY(pkcs11_login(&opening->key->session, &opening->pin, opening->err));
    TRY(find_one(opening, CKO_PRIVATE_KEY, opening->uri.values[PKCS11_OBJECT],
                 opening->uri.values[PKCS11_ID], &opening->object, &count));
    return count == 1 ? ASSAY_OK : fail_count(opening, count, "private key");
}

static ASSAY_RESULT fail_format(const struct opening *opening)
{
    enum assay_status status =
        pkcs11_refuse(opening->err, ASSAY_EUSAGE, "key.format", opening->key->session.name,
                      "the token shows no public key for it that assay can use");

    assay_error_why(opening->err, "assay takes Ed25519, and ECDSA on P-256, P-384 or P-521, and "
                                  "needs the public key or certificate beside the private key");
    assay_error_do(opening->err, "name another key, or store its certificate under the same id");
    return status;
}

/* Makes the handle round the public half. */
static ASSAY_RESULT make(const struct opening *opening, EVP_PKEY **pkey, struct assay_key **out)
{
    enum assay_key_algorithm algorithm;

    if (!*pkey || !key_algorithm_of(*pkey, &algorithm))
        return fail_format(opening);
    return key_of_pkey(pkey, false, out, opening->err);
}

static ASSAY_RESULT begin(struct opening *opening, const char *uri, const char *pin,
                          const char *other_type)
{
    struct assay_error *err = opening->err;

    TRY(pkcs11_uri_read(uri, &opening->uri, err));
    opening->key = calloc(1, sizeof *opening->key);
    if (!opening->key)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    if (pkcs11_uri_has(&opening->uri, PKCS11_TYPE) &&
        strcmp((const char *)opening->uri.values[PKCS11_TYPE].data, "private") != 0 &&
        strcmp((const char *)opening->uri.values[PKCS11_TYPE].data, other_type) != 0) {
        enum assay_status status = pkcs11_refuse(err, ASSAY_EUSAGE, "key.uri", "",
                                                 "the URI names an object of another type");

        assay_error_why(err, "what signs is a private key");
        assay_error_do(err, "type=private, or leave it out");
        return status;
    }
    TRY(pkcs11_pin_find(&opening->uri, pin, &opening->pin, err));
    return pkcs11_session_open(&opening->uri, &opening->key->session, err);
}

enum assay_status pkcs11_key_open_public(const char *uri, struct assay_key **out,
                                         struct assay_error *err)
{
    CLEANUP(opening_clear) struct opening opening = {.err = err};
    CLEANUP(key_pkey_cleanup) EVP_PKEY *pkey = NULL;

    TRY(begin(&opening, uri, NULL, "public"));
    TRY(find_public(&opening, opening.uri.values[PKCS11_OBJECT], opening.uri.values[PKCS11_ID],
                    &pkey));
    if (!pkey) {
        TRY(find_private(&opening));
        TRY(public_of_private(&opening, &pkey));
    }
    return make(&opening, &pkey, out);
}

static ASSAY_RESULT fail_defect(struct assay_error *err)
{
    return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "a token gave no session, or no key");
}

/* What the token, and the key itself, say of signing. */
static ASSAY_RESULT check_use(const struct opening *opening, enum assay_key_algorithm algorithm)
{
    struct pkcs11_key *key = opening->key;
    const struct ck_function_list *calls = key->session.calls;
    struct ck_mechanism_info info = {0};
    bool signs = false;

    if (!calls)
        return fail_defect(opening->err);
    key->mechanism = algorithm == ASSAY_KEY_ED25519 ? CKM_EDDSA : CKM_ECDSA;
    if (calls->C_GetMechanismInfo(key->session.slot, key->mechanism, &info) != CKR_OK ||
        !(info.flags & CKF_SIGN))
        return pkcs11_fail(key->session.name, "C_GetMechanismInfo", CKR_MECHANISM_INVALID,
                           opening->err);
    TRY(pkcs11_read_flag(&key->session, opening->object, CKA_SIGN, &signs, opening->err));
    if (!signs)
        return pkcs11_fail(key->session.name, "CKA_SIGN", CKR_KEY_FUNCTION_NOT_PERMITTED,
                           opening->err);
    return pkcs11_read_flag(&key->session, opening->object, CKA_ALWAYS_AUTHENTICATE,
                            &key->asks_each_time, opening->err);
}

enum assay_status pkcs11_key_open(const char *uri, const char *pin, struct assay_key **out,
                                  struct assay_error *err)
{
    CLEANUP(opening_clear) struct opening opening = {.err = err};
    CLEANUP(key_pkey_cleanup) EVP_PKEY *pkey = NULL;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;

    TRY(begin(&opening, uri, pin, "private"));
    TRY(find_private(&opening));
    TRY(public_of_private(&opening, &pkey));
    TRY(make(&opening, &pkey, &key));
    if (!key)
        return fail_defect(err);
    TRY(check_use(&opening, assay_key_algorithm(key)));
    opening.key->object = opening.object;
    if (opening.key->asks_each_time)
        opening.key->pin = opening.pin;
    key->token = TAKE(opening.key);
    *out = TAKE(key);
    return ASSAY_OK;
}

/* r || s, each as wide as the curve's order, as DER (ledger-formats.md 2). */
static ASSAY_RESULT encode(struct bytes raw, struct key_signature *out, struct assay_error *err)
{
    ECDSA_SIG *signature = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(raw.data, (int)(raw.size / 2), NULL);
    BIGNUM *s = BN_bin2bn(raw.data + raw.size / 2, (int)(raw.size / 2), NULL);
    uint8_t *next = out->bytes;
    int size = 0;

    if (signature && r && s && ECDSA_SIG_set0(signature, r, s) == 1) {
        r = s = NULL; /* they are the signature's now */
        size = i2d_ECDSA_SIG(signature, NULL);
        if (size > 0 && size <= KEY_SIGNATURE_MAX)
            size = i2d_ECDSA_SIG(signature, &next);
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(signature);
    if (size <= 0 || size > KEY_SIGNATURE_MAX)
        return key_fail_openssl(err, "encode a signature");
    out->size = (size_t)size;
    return ASSAY_OK;
}

/* One C_Sign; `raw` has room for RAW_MAX. */
static ASSAY_RESULT sign(const struct pkcs11_key *key, struct bytes input, uint8_t *raw,
                         unsigned long *size, struct assay_error *err)
{
    const struct pkcs11_session *session = &key->session;
    struct ck_mechanism mechanism = {key->mechanism, NULL, 0};
    ck_rv_t code = session->calls->C_SignInit(session->handle, &mechanism, key->object);

    if (code != CKR_OK)
        return pkcs11_fail(session->name, "C_SignInit", code, err);
    if (key->asks_each_time)
        TRY(pkcs11_login_again(session, &key->pin, err));
    *size = RAW_MAX;
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): the interface takes what it reads as not const */
    code = session->calls->C_Sign(session->handle, (unsigned char *)(uintptr_t)input.data,
                                  input.size, raw, size);
    return code == CKR_OK ? ASSAY_OK : pkcs11_fail(session->name, "C_Sign", code, err);
}

enum assay_status pkcs11_key_distrust(const struct assay_key *key, struct assay_error *err)
{
    const char *name = key->token->session.name;
    enum assay_status status =
        pkcs11_refuse(err, ASSAY_ETRUST, "key.signature", name,
                      "the token's signature does not hold under its own public key");

    assay_error_why(err, "the token failed, or shows the public key of another key under this id; "
                         "it is not used");
    assay_error_do(err, "assay key list \"%s\"      shows the public keys", name);
    return status;
}

enum assay_status pkcs11_key_sign(const struct assay_key *key, struct bytes message,
                                  struct key_signature *out, struct assay_error *err)
{
    const char *digest_name = key_digest_name(key->algorithm);
    uint8_t digest[DIGEST_MAX], raw[RAW_MAX];
    struct key_signature made = {0};
    unsigned long raw_size = 0;
    size_t size = 0;

    if (digest_name) {
        if (EVP_Q_digest(NULL, digest_name, NULL, message.data, message.size, digest, &size) != 1)
            return key_fail_openssl(err, "digest a message");
        message = bytes_of(digest, size);
    }
    TRY(sign(key->token, message, raw, &raw_size, err));
    if (raw_size != key_raw_signature_size(key->algorithm))
        return pkcs11_key_distrust(key, err);
    if (digest_name) {
        TRY(encode(bytes_of(raw, raw_size), &made, err));
    } else {
        memcpy(made.bytes, raw, raw_size);
        made.size = raw_size;
    }
    *out = made;
    return ASSAY_OK;
}

/* What lists shows of one public key. */
static ASSAY_RESULT show_object(const struct pkcs11_session *session, ck_object_handle_t object,
                                assay_key_seen *seen, void *user, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf label = {.ceiling = PKCS11_VALUE_MAX};
    CLEANUP(buf_clear) struct buf id = {.ceiling = PKCS11_VALUE_MAX};
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};
    CLEANUP(key_pkey_cleanup) EVP_PKEY *pkey = NULL;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    enum assay_key_algorithm algorithm;

    TRY(pkcs11_read(session, object, CKA_LABEL, &label, err));
    TRY(pkcs11_read(session, object, CKA_ID, &id, err));
    TRY(pkcs11_public_of(session, object, CKO_PUBLIC_KEY, &pkey, err));
    if (pkey && key_algorithm_of(pkey, &algorithm))
        TRY(key_of_pkey(&pkey, false, &key, err));
    buf_text(&name, "pkcs11:");
    pkcs11_uri_write(&name, PKCS11_TOKEN,
                     pkcs11_field(session->info.label, sizeof session->info.label));
    if (label.size) {
        buf_byte(&name, ';');
        pkcs11_uri_write(&name, PKCS11_OBJECT, buf_bytes(&label));
    }
    if (id.size) {
        buf_byte(&name, ';');
        pkcs11_uri_write(&name, PKCS11_ID, buf_bytes(&id));
    }
    seen(user, buf_string(&name), key);
    return ASSAY_OK;
}

static ASSAY_RESULT list_token(const struct ck_function_list *calls, ck_slot_id_t slot,
                               const struct pkcs11_uri *uri, assay_key_seen *seen, void *user,
                               struct assay_error *err)
{
    CLEANUP(pkcs11_session_close) struct pkcs11_session session = {0};
    CLEANUP(free_cleanup) ck_object_handle_t *found = calloc(LISTED_MAX, sizeof *found);
    const struct pkcs11_search search = {CKO_PUBLIC_KEY, uri->values[PKCS11_OBJECT],
                                         uri->values[PKCS11_ID]};
    size_t count = 0;

    if (!found)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for keys");
    TRY(pkcs11_session_open_slot(calls, slot, &session, err));
    TRY(pkcs11_find(&session, &search, found, LISTED_MAX, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(show_object(&session, found[i], seen, user, err));
    return ASSAY_OK;
}

enum assay_status assay_key_list_token(const char *uri, assay_key_seen *seen, void *user,
                                       struct assay_error *err)
{
    CLEANUP(pkcs11_uri_clear) struct pkcs11_uri parsed = {.slot = 0};
    const struct ck_function_list *calls = NULL;
    ck_slot_id_t slots[PKCS11_SLOTS_MAX];
    size_t count = 0;

    TRY(pkcs11_uri_read(uri, &parsed, err));
    TRY(pkcs11_module_load(&parsed, &calls, err));
    TRY(pkcs11_slots(calls, &parsed, slots, PKCS11_SLOTS_MAX, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(list_token(calls, slots[i], &parsed, seen, user, err));
    return ASSAY_OK;
}
