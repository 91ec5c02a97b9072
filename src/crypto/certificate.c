/* certificate.c - X.509 through OpenSSL. Source: RFC 5280. */

#include "crypto/certificate.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/certificate_part.h"
#include "crypto/key_part.h"

/* Refuses signatures in a chain by digests that are broken, SHA-1 among them. */
enum { SECURITY_LEVEL = 1 };

struct certificates {
    STACK_OF(X509) * stack;
};

static void certificate_cleanup(X509 **certificate)
{
    X509_free(*certificate);
}

void certificate_store_cleanup(X509_STORE **store)
{
    X509_STORE_free(*store);
}

static void context_cleanup(X509_STORE_CTX **context)
{
    X509_STORE_CTX_free(*context);
}

struct certificates *certificates_new(void)
{
    CLEANUP(certificates_freep) struct certificates *list = calloc(1, sizeof *list);

    if (!list)
        return NULL;
    list->stack = sk_X509_new_null();
    return list->stack ? TAKE(list) : NULL;
}

void certificates_free(struct certificates *list)
{
    if (!list)
        return;
    sk_X509_pop_free(list->stack, X509_free);
    free(list);
}

void certificates_freep(struct certificates **list)
{
    certificates_free(*list);
}

static X509 *at(const struct certificates *list, size_t index)
{
    return sk_X509_value(list->stack, (int)index);
}

size_t certificates_count(const struct certificates *list)
{
    return (size_t)sk_X509_num(list->stack);
}

static ASSAY_RESULT fail_format(const char *path, const char *text, struct assay_error *err)
{
    enum assay_status status = key_fail(err, ASSAY_EUSAGE, "certificate.format", path, text);

    ERR_clear_error();
    assay_error_do(err, "openssl x509 -in FILE -noout -text      shows what a certificate says");
    return status;
}

/* Takes over *certificate. */
static ASSAY_RESULT add(struct certificates *list, X509 **certificate, const char *path,
                        struct assay_error *err)
{
    if (certificates_count(list) >= CERTIFICATE_LIST_MAX)
        return fail_format(path, "more certificates than assay reads", err);
    if (sk_X509_push(list->stack, *certificate) <= 0)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a certificate");
    *certificate = NULL;
    return ASSAY_OK;
}

static ASSAY_RESULT read_der(struct certificates *list, struct bytes content, const char *path,
                             struct assay_error *err)
{
    const unsigned char *next = content.data;
    CLEANUP(certificate_cleanup) X509 *certificate = d2i_X509(NULL, &next, (long)content.size);

    if (!certificate || next != content.data + content.size)
        return fail_format(path, "not a certificate", err);
    return add(list, &certificate, path, err);
}

static ASSAY_RESULT read_pem(struct certificates *list, struct bytes content, const char *path,
                             struct assay_error *err)
{
    CLEANUP(key_bio_cleanup) BIO *bio = BIO_new_mem_buf(content.data, (int)content.size);
    size_t before = certificates_count(list);

    if (!bio)
        return key_fail_openssl(err, "read certificates");
    for (;;) {
        CLEANUP(certificate_cleanup) X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);

        if (!certificate) {
            bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;

            ERR_clear_error();
            if (!ended)
                return fail_format(path, "a certificate in it is broken", err);
            break;
        }
        TRY(add(list, &certificate, path, err));
    }
    if (certificates_count(list) == before)
        return fail_format(path, "there is no certificate in it", err);
    return ASSAY_OK;
}

enum assay_status certificates_read(struct certificates *list, struct bytes content,
                                    const char *path, struct assay_error *err)
{
    static const char begin[] = "-----BEGIN ";

    if (content.size > CERTIFICATE_FILE_MAX)
        return fail_format(path, "too large for certificates", err);
    content = text_unmarked(content); /* else the first certificate is passed over */
    if (memmem(content.data, content.size, begin, sizeof begin - 1))
        return read_pem(list, content, path, err);
    return read_der(list, content, path, err);
}

enum assay_status certificates_open(const char *path, struct certificates **out,
                                    struct assay_error *err)
{
    CLEANUP(certificates_freep) struct certificates *list = certificates_new();
    CLEANUP(buf_clear) struct buf content = {.ceiling = CERTIFICATE_FILE_MAX};

    if (!list)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for certificates");
    TRY(file_read(AT_FDCWD, path, &content, err));
    TRY(certificates_read(list, buf_bytes(&content), path, err));
    *out = TAKE(list);
    return ASSAY_OK;
}

enum assay_status certificate_der(const struct certificates *list, size_t index, struct buf *out,
                                  struct assay_error *err)
{
    uint8_t *der = NULL;
    int size = i2d_X509(at(list, index), &der);

    if (size <= 0)
        return key_fail_openssl(err, "encode a certificate");
    buf_add(out, der, (size_t)size);
    OPENSSL_free(der);
    return buf_status(out, err);
}

enum assay_status certificate_key(const struct certificates *list, size_t index,
                                  struct assay_key **out, struct assay_error *err)
{
    CLEANUP(key_pkey_cleanup) EVP_PKEY *pkey = X509_get_pubkey(at(list, index));

    if (!pkey)
        return key_fail_openssl(err, "read the key of a certificate");
    return key_of_pkey(&pkey, false, out, err);
}

static void show_name(const X509_NAME *name, char out[CERTIFICATE_NAME_SIZE])
{
    CLEANUP(key_bio_cleanup) BIO *bio = BIO_new(BIO_s_mem());
    char *data = NULL;
    long size = 0;

    out[0] = 0;
    if (bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0)
        size = BIO_get_mem_data(bio, &data);
    if (size > 0)
        snprintf(out, CERTIFICATE_NAME_SIZE, "%.*s", (int)size, data);
}

void certificate_subject(const struct certificates *list, size_t index,
                         char out[CERTIFICATE_NAME_SIZE])
{
    show_name(X509_get_subject_name(at(list, index)), out);
}

bool certificate_issued_by(const struct certificates *list, size_t index, size_t issuer)
{
    EVP_PKEY *pkey = X509_get0_pubkey(at(list, issuer));
    bool holds = pkey &&
                 X509_NAME_cmp(X509_get_issuer_name(at(list, index)),
                               X509_get_subject_name(at(list, issuer))) == 0 &&
                 X509_verify(at(list, index), pkey) == 1;

    ERR_clear_error();
    return holds;
}

bool certificate_is_root(const struct certificates *list, size_t index)
{
    return certificate_issued_by(list, index, index);
}

bool certificate_may_sign(const struct certificates *list, size_t index)
{
    X509 *leaf = at(list, index);

    /* Both calls answer UINT32_MAX where the extension is absent: what is not said is not given. */
    return (X509_get_extension_flags(leaf) & EXFLAG_INVALID) == 0 &&
           (((X509_get_extension_flags(leaf) & EXFLAG_KUSAGE) &&
             (X509_get_key_usage(leaf) & KU_DIGITAL_SIGNATURE)) ||
            ((X509_get_extension_flags(leaf) & EXFLAG_XKUSAGE) &&
             (X509_get_extended_key_usage(leaf) & XKU_CODE_SIGN)));
}

/* "2026-11-21T02:00:00Z" of one end of the validity. */
static void show_time(const ASN1_TIME *time, char out[CLOCK_TEXT_SIZE])
{
    struct tm parts;

    out[0] = 0;
    if (ASN1_TIME_to_tm(time, &parts) == 1)
        clock_text((int64_t)timegm(&parts), out);
}

static ASSAY_RESULT fail_chain(X509_STORE_CTX *context, const struct certificates *chain,
                               int64_t time, struct assay_error *err)
{
    int code = X509_STORE_CTX_get_error(context);
    X509 *culprit = X509_STORE_CTX_get_current_cert(context);
    char name[CERTIFICATE_NAME_SIZE], then[CLOCK_TEXT_SIZE], when[CLOCK_TEXT_SIZE] = "";
    enum assay_status status;

    if (!culprit)
        culprit = at(chain, 0);
    show_name(X509_get_subject_name(culprit), name);
    clock_text(time, then);
    if (code == X509_V_ERR_CERT_HAS_EXPIRED) {
        show_time(X509_get0_notAfter(culprit), when);
        status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                            "the certificate of %s expired at %s", name, when);
        assay_error_id(err, "certificate.expired");
        assay_error_why(err, "it must be valid at the time of signing, here taken as %s", then);
        assay_error_do(err, "sign anew, or show with a time stamp that it was signed before");
    } else if (code == X509_V_ERR_CERT_NOT_YET_VALID) {
        show_time(X509_get0_notBefore(culprit), when);
        status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                            "the certificate of %s is valid from %s on", name, when);
        assay_error_id(err, "certificate.not-yet-valid");
        assay_error_why(err, "it must be valid at the time of signing, here taken as %s", then);
        assay_error_do(err, "check the clock of this machine, and whose certificate this is");
    } else {
        status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                            "the certificate of %s does not lead to one that is trusted: %s", name,
                            X509_verify_cert_error_string(code));
        assay_error_id(err, "certificate.chain");
        assay_error_do(err, "name the root of the signer's authority, and be sure that it is its");
    }
    ERR_clear_error();
    return status;
}

enum assay_status certificate_store(const struct certificates *roots, int64_t time,
                                    X509_STORE **out, struct assay_error *err)
{
    CLEANUP(certificate_store_cleanup) X509_STORE *store = X509_STORE_new();
    X509_VERIFY_PARAM *param;

    if (!store)
        return key_fail_openssl(err, "hold certificates");
    for (size_t i = 0; i < certificates_count(roots); i++)
        if (X509_STORE_add_cert(store, at(roots, i)) != 1)
            return key_fail_openssl(err, "hold certificates");
    param = X509_STORE_get0_param(store);
    X509_VERIFY_PARAM_set_time(param, (time_t)time);
    X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
    X509_VERIFY_PARAM_set_depth(param, CERTIFICATE_CHAIN_MAX);
    *out = TAKE(store);
    return ASSAY_OK;
}

enum assay_status certificates_verify(const struct certificates *chain,
                                      const struct certificates *roots, int64_t time,
                                      struct assay_error *err)
{
    CLEANUP(certificate_store_cleanup) X509_STORE *store = NULL;
    CLEANUP(context_cleanup) X509_STORE_CTX *context = X509_STORE_CTX_new();

    TRY(certificate_store(roots, time, &store, err));
    if (!context || X509_STORE_CTX_init(context, store, at(chain, 0), chain->stack) != 1)
        return key_fail_openssl(err, "check a certificate");
    if (X509_verify_cert(context) != 1)
        return fail_chain(context, chain, time, err);
    return ASSAY_OK;
}
