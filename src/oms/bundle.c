/* bundle.c - writes a bundle. Source: ledger-formats.md 4.1. */

#include "oms/bundle.h"

#include "base/codec.h"
#include "base/kit.h"

void oms_key_hint(const struct assay_key *key, char out[2 * SHA256_SIZE + 1])
{
    uint8_t digest[SHA256_SIZE];

    sha256(bytes_text(assay_key_public_pem(key)), digest);
    hex_encode(bytes_of(digest, sizeof digest), out);
}

static void write_base64(struct jcs *jcs, const char *name, struct bytes bytes, struct buf *work)
{
    buf_reset(work);
    base64_encode(work, bytes);
    jcs_key(jcs, name);
    jcs_text(jcs, buf_bytes(work));
}

static void write_envelope(struct jcs *jcs, struct bytes payload,
                           const struct key_signature *signature, struct buf *work)
{
    jcs_open_object(jcs);
    write_base64(jcs, "payload", payload, work);
    jcs_key(jcs, "payloadType");
    jcs_string(jcs, STATEMENT_TYPE);
    jcs_key(jcs, "signatures");
    jcs_open_array(jcs);
    jcs_open_object(jcs);
    jcs_key(jcs, "keyid");
    jcs_string(jcs, "");
    write_base64(jcs, "sig", bytes_of(signature->bytes, signature->size), work);
    jcs_close_object(jcs);
    jcs_close_array(jcs);
    jcs_close_object(jcs);
}

static ASSAY_RESULT write_chain(struct jcs *jcs, const struct certificates *chain, struct buf *work,
                                struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf der = {.ceiling = CERTIFICATE_FILE_MAX};

    jcs_key(jcs, "x509CertificateChain");
    jcs_open_object(jcs);
    jcs_key(jcs, "certificates");
    jcs_open_array(jcs);
    for (size_t i = 0; i < certificates_count(chain); i++) {
        if (i > 0 && certificate_is_root(chain, i)) /* who checks it has the root */
            break;
        buf_reset(&der);
        TRY(certificate_der(chain, i, &der, err));
        jcs_open_object(jcs);
        write_base64(jcs, "rawBytes", buf_bytes(&der), work);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
    jcs_close_object(jcs);
    return ASSAY_OK;
}

static void write_hint(struct jcs *jcs, const struct assay_key *key)
{
    char hint[2 * SHA256_SIZE + 1];

    oms_key_hint(key, hint);
    jcs_key(jcs, "publicKey");
    jcs_open_object(jcs);
    jcs_key(jcs, "hint");
    jcs_string(jcs, hint);
    jcs_close_object(jcs);
}

enum assay_status oms_bundle_write(const struct assay_key *key, const struct certificates *chain,
                                   struct bytes payload, struct buf *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf work = {.ceiling = SIZE_MAX};
    struct key_signature signature;
    struct jcs jcs;

    dsse_pae(BYTES(STATEMENT_TYPE), payload, &work);
    TRY(buf_status(&work, err));
    TRY(key_sign(key, buf_bytes(&work), &signature, err));
    jcs_init(&jcs, out);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "dsseEnvelope");
    write_envelope(&jcs, payload, &signature, &work);
    jcs_key(&jcs, "mediaType");
    jcs_string(&jcs, OMS_MEDIA_TYPE);
    jcs_key(&jcs, "verificationMaterial");
    jcs_open_object(&jcs);
    if (!chain)
        write_hint(&jcs, key);
    jcs_key(&jcs, "tlogEntries");
    jcs_open_array(&jcs);
    jcs_close_array(&jcs);
    if (chain)
        TRY(write_chain(&jcs, chain, &work, err));
    jcs_close_object(&jcs);
    jcs_close_object(&jcs);
    TRY(buf_status(&work, err));
    return buf_status(out, err);
}
