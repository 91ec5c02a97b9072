/* timestamp.c - time stamps. Source: RFC 3161 sections 2.4 and 2.3; ledger-formats.md 8. */

#include "crypto/timestamp.h"

#include <inttypes.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/certificate_part.h"
#include "crypto/key_part.h"

enum { NONCE_SIZE = 8, STATUS_GRANTED = 0, STATUS_GRANTED_WITH_MODS = 1 };

/* One `_cleanup` for each type of OpenSSL's that is held here. */
/* NOLINTBEGIN(bugprone-macro-parentheses): `type` is a type */
#define FREE_BY(name, type, free_it)                                                               \
    static void name(type **held)                                                                  \
    {                                                                                              \
        free_it(*held);                                                                            \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
FREE_BY(request_cleanup, TS_REQ, TS_REQ_free)
FREE_BY(response_cleanup, TS_RESP, TS_RESP_free)
FREE_BY(imprint_cleanup, TS_MSG_IMPRINT, TS_MSG_IMPRINT_free)
FREE_BY(algorithm_cleanup, X509_ALGOR, X509_ALGOR_free)
FREE_BY(integer_cleanup, ASN1_INTEGER, ASN1_INTEGER_free)
FREE_BY(number_cleanup, BIGNUM, BN_free)
FREE_BY(time_cleanup, ASN1_TIME, ASN1_TIME_free)
FREE_BY(context_cleanup, TS_VERIFY_CTX, TS_VERIFY_CTX_free)

static void signers_cleanup(STACK_OF(X509) * *signers)
{
    sk_X509_free(*signers); /* the certificates belong to the token */
}

static ASSAY_RESULT fail(enum assay_status kind, const char *id, const char *path,
                         struct assay_error *err, const char *why)
{
    enum assay_status status = assay_fail(err, kind, ASSAY_NO_OFFSET, "%s: %s", path, why);

    assay_error_id(err, id);
    assay_error_path(err, path);
    return status;
}

/* Asking. */

static bool set_imprint(TS_REQ *request, struct bytes message)
{
    CLEANUP(imprint_cleanup) TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    CLEANUP(algorithm_cleanup) X509_ALGOR *algorithm = X509_ALGOR_new();
    uint8_t digest[SHA256_SIZE];

    sha256(message, digest);
    return imprint && algorithm &&
           X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
           TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
           TS_MSG_IMPRINT_set_msg(imprint, digest, sizeof digest) == 1 &&
           TS_REQ_set_msg_imprint(request, imprint) == 1;
}

static bool set_nonce(TS_REQ *request)
{
    CLEANUP(number_cleanup) BIGNUM *number = NULL;
    CLEANUP(integer_cleanup) ASN1_INTEGER *nonce = NULL;
    uint8_t random[NONCE_SIZE];

    if (RAND_bytes(random, sizeof random) != 1)
        return false;
    number = BN_bin2bn(random, sizeof random, NULL);
    nonce = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    return nonce && TS_REQ_set_nonce(request, nonce) == 1;
}

enum assay_status timestamp_request(struct bytes message, struct buf *out, struct assay_error *err)
{
    CLEANUP(request_cleanup) TS_REQ *request = TS_REQ_new();
    uint8_t *der = NULL;
    int size;

    if (!request || TS_REQ_set_version(request, 1) != 1 || !set_imprint(request, message) ||
        !set_nonce(request) || TS_REQ_set_cert_req(request, 1) != 1)
        return key_fail_openssl(err, "make a request for a time stamp");
    size = i2d_TS_REQ(request, &der);
    if (size <= 0)
        return key_fail_openssl(err, "encode a request for a time stamp");
    buf_add(out, der, (size_t)size);
    OPENSSL_free(der);
    return buf_status(out, err);
}

/* Reading. */

static ASSAY_RESULT read_response(struct bytes der, const char *path, TS_RESP **out,
                                  struct assay_error *err)
{
    CLEANUP(response_cleanup) TS_RESP *response = NULL;
    const uint8_t *at = der.data;
    long status;

    if (der.size > 0 && der.size <= TIMESTAMP_MAX)
        response = d2i_TS_RESP(NULL, &at, (long)der.size);
    ERR_clear_error();
    if (!response || at != der.data + der.size)
        return fail(ASSAY_EFORMAT, "stamp.format", path, err,
                    "not the answer of a time stamping authority in DER");
    status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response)));
    if ((status != STATUS_GRANTED && status != STATUS_GRANTED_WITH_MODS) ||
        !TS_RESP_get_tst_info(response)) {
        enum assay_status refused = fail(ASSAY_ETRUST, "stamp.refused", path, err,
                                         "the authority gave no stamp, only an answer");

        assay_error_why(err, "its status is %ld, and 0 or 1 would be granted", status);
        return refused;
    }
    *out = TAKE(response);
    return ASSAY_OK;
}

/* What authorities are asked for; SHA-1 and MD5 can be forged. */
static const struct {
    int nid;
    enum digest_kind kind;
} imprints[] = {
    {NID_sha256, DIGEST_SHA256}, {NID_sha384, DIGEST_SHA384}, {NID_sha512, DIGEST_SHA512}};

/* The digest in a stamp, and which it is. */
static ASSAY_RESULT read_imprint(TS_RESP *response, const char *path, enum digest_kind *kind,
                                 struct bytes *out, struct assay_error *err)
{
    TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(TS_RESP_get_tst_info(response));
    const ASN1_OBJECT *algorithm;
    const ASN1_OCTET_STRING *digest = TS_MSG_IMPRINT_get_msg(imprint);

    X509_ALGOR_get0(&algorithm, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    for (size_t i = 0; i < ARRAY_LEN(imprints); i++)
        if (OBJ_obj2nid(algorithm) == imprints[i].nid) {
            *kind = imprints[i].kind;
            *out = bytes_of(ASN1_STRING_get0_data(digest), (size_t)ASN1_STRING_length(digest));
            return ASSAY_OK;
        }
    return fail(ASSAY_ETRUST, "stamp.imprint", path, err,
                "the stamp is over another digest than SHA-256, SHA-384 or SHA-512");
}

enum assay_status timestamp_imprint(struct bytes response, const char *path,
                                    uint8_t out[SHA256_SIZE], struct assay_error *err)
{
    CLEANUP(response_cleanup) TS_RESP *read = NULL;
    enum digest_kind kind;
    struct bytes digest;

    TRY(read_response(response, path, &read, err));
    TRY(read_imprint(read, path, &kind, &digest, err));
    if (kind != DIGEST_SHA256 || digest.size != SHA256_SIZE)
        return fail(ASSAY_ETRUST, "stamp.imprint", path, err,
                    "the stamp is over another digest than SHA-256");
    memcpy(out, digest.data, SHA256_SIZE);
    return ASSAY_OK;
}

/* Checking. */

static ASSAY_RESULT check_imprint(TS_RESP *response, const struct timestamp_check *check,
                                  struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = NULL;
    uint8_t wanted[DIGEST_SIZE_MAX];
    enum digest_kind kind;
    struct bytes stamped;

    TRY(read_imprint(response, check->path, &kind, &stamped, err));
    digest = digest_new(kind);
    if (!digest)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a digest");
    digest_start(digest);
    digest_add(digest, check->message);
    if (!bytes_equal(stamped, bytes_of(wanted, digest_end(digest, wanted))))
        return fail(ASSAY_ETRUST, "stamp.imprint", check->path, err,
                    "the stamp is over other bytes than these");
    return ASSAY_OK;
}

static ASSAY_RESULT check_nonce(TS_RESP *response, const struct timestamp_check *check,
                                struct assay_error *err)
{
    CLEANUP(request_cleanup) TS_REQ *request = NULL;
    const ASN1_INTEGER *sent, *back = TS_TST_INFO_get_nonce(TS_RESP_get_tst_info(response));
    const uint8_t *at = check->request.data;

    if (check->request.size == 0)
        return ASSAY_OK;
    if (check->request.size <= TIMESTAMP_MAX)
        request = d2i_TS_REQ(NULL, &at, (long)check->request.size);
    ERR_clear_error();
    if (!request || at != check->request.data + check->request.size)
        return fail(ASSAY_EFORMAT, "stamp.format", check->path, err,
                    "what was named as its request is none in DER");
    sent = TS_REQ_get_nonce(request);
    if (sent && (!back || ASN1_INTEGER_cmp(sent, back) != 0))
        return fail(ASSAY_ETRUST, "stamp.nonce", check->path, err,
                    "the stamp answers another request: its nonce is not the one that was sent");
    return ASSAY_OK;
}

static ASSAY_RESULT read_time(TS_RESP *response, const char *path, int64_t *out,
                              struct assay_error *err)
{
    CLEANUP(time_cleanup) ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    const ASN1_GENERALIZEDTIME *time = TS_TST_INFO_get_time(TS_RESP_get_tst_info(response));
    int days, seconds;

    if (!epoch)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a time stamp");
    if (!time || ASN1_TIME_diff(&days, &seconds, epoch, time) != 1)
        return fail(ASSAY_EFORMAT, "stamp.format", path, err, "the stamp has no time");
    *out = (int64_t)days * 24 * 60 * 60 + seconds;
    return ASSAY_OK;
}

enum assay_status timestamp_authorities(const char *path, struct certificates **out,
                                        struct assay_error *err)
{
    enum assay_status status = certificates_open(path, out, err);

    if (status == ASSAY_EUSAGE) {
        assay_error_id(err, "stamp.authorities");
        assay_error_why(err, "a stamp is worth what its authority is, and none is trusted");
        assay_error_do(err, "--tsa-ca CA.pem, with the root certificate of the authority");
    }
    return status;
}

/* Why OpenSSL refused: the words of its innermost complaint, and what sort of thing that is. */
static ASSAY_RESULT fail_verify(const char *path, int64_t time, struct assay_error *err)
{
    static const struct {
        int error;
        const char *id, *text;
    } reasons[] = {
        {X509_V_ERR_CERT_HAS_EXPIRED, "stamp.expired",
         "a certificate of the authority had expired when it stamped"},
        {X509_V_ERR_CERT_NOT_YET_VALID, "stamp.expired",
         "a certificate of the authority was not yet valid when it stamped"},
        {X509_V_ERR_INVALID_PURPOSE, "stamp.purpose",
         "the certificate is not for time stamping alone, as a critical purpose"},
        {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "stamp.authority",
         "the authority is none that is trusted"},
        {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "stamp.authority",
         "the authority is none that is trusted"},
        {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "stamp.authority",
         "the authority is none that is trusted"},
        {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "stamp.authority",
         "the authority is none that is trusted"},
    };
    const char *id = "stamp.signature", *text = "the signature of the stamp does not hold";
    char words[256] = "", when[CLOCK_TEXT_SIZE];
    const char *data;
    enum assay_status status;
    unsigned long code;
    int flags;

    while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        const char *reason = ERR_reason_error_string(code);
        bool has_data = (flags & ERR_TXT_STRING) && data && *data;

        snprintf(words, sizeof words, "%s%s%s", reason ? reason : "", has_data ? ": " : "",
                 has_data ? data : "");
        for (size_t i = 0; has_data && i < ARRAY_LEN(reasons); i++)
            if (strstr(data, X509_verify_cert_error_string(reasons[i].error))) {
                id = reasons[i].id;
                text = reasons[i].text;
            }
    }
    clock_text(time, when);
    status = fail(ASSAY_ETRUST, id, path, err, text);
    assay_error_why(err, "OpenSSL says \"%s\"; the stamp states %s", words, when);
    return status;
}

static ASSAY_RESULT verify_signature(TS_RESP *response, const struct timestamp_check *check,
                                     int64_t time, struct assay_error *err)
{
    CLEANUP(context_cleanup) TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
    CLEANUP(certificate_store_cleanup) X509_STORE *store = NULL;

    if (!context)
        return key_fail_openssl(err, "check a time stamp");
    /* Stamps outlive the certificates of those who gave them. */
    TRY(certificate_store(check->authorities, time, &store, err));
    TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE);
    TS_VERIFY_CTX_set_store(context, TAKE(store)); /* taken over */
    ERR_clear_error();
    if (TS_RESP_verify_response(context, response) != 1)
        return fail_verify(check->path, time, err);
    return ASSAY_OK;
}

static void read_authority(TS_RESP *response, char out[TIMESTAMP_NAME_SIZE])
{
    CLEANUP(signers_cleanup)
    STACK_OF(X509) *signers = PKCS7_get0_signers(TS_RESP_get_token(response), NULL, 0);
    CLEANUP(key_bio_cleanup) BIO *bio = BIO_new(BIO_s_mem());
    CLEANUP(buf_clear) struct buf name = {.ceiling = TIMESTAMP_MAX};
    char *text;
    long size;

    out[0] = 0;
    if (!bio || sk_X509_num(signers) < 1 ||
        X509_NAME_print_ex(bio, X509_get_subject_name(sk_X509_value(signers, 0)), 0,
                           XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) < 0)
        return;
    size = BIO_get_mem_data(bio, &text);
    text_show(&name, bytes_of(text, size > 0 ? (size_t)size : 0));
    text_copy(out, TIMESTAMP_NAME_SIZE, buf_string(&name));
}

enum assay_status timestamp_verify(const struct timestamp_check *check, struct timestamp *out,
                                   struct assay_error *err)
{
    CLEANUP(response_cleanup) TS_RESP *response = NULL;
    struct timestamp read;

    TRY(read_response(check->response, check->path, &response, err));
    TRY(check_imprint(response, check, err));
    TRY(check_nonce(response, check, err));
    TRY(read_time(response, check->path, &read.time, err));
    TRY(verify_signature(response, check, read.time, err));
    read_authority(response, read.authority);
    *out = read;
    return ASSAY_OK;
}
