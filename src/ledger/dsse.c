/* dsse.c - signed envelopes. Source: DSSE 1.0.2; ledger-formats.md 2. */

#include "ledger/dsse.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "doc/jcs.h"

void dsse_pae(struct bytes type, struct bytes body, struct buf *out)
{
    enum { WORDS = 64 }; /* bytes of what stands round the two, at most */
    size_t size;

    if (!ckd_add(&size, type.size, body.size) && !ckd_add(&size, size, (size_t)WORDS))
        (void)buf_room(out, size); /* at once */
    buf_printf(out, "DSSEv1 %zu ", type.size);
    buf_add(out, type.data, type.size);
    buf_printf(out, " %zu ", body.size);
    buf_add(out, body.data, body.size);
}

static ASSAY_RESULT fail(const char *path, struct assay_error *err, const char *text)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "not an envelope: %s", text);

    assay_error_path(err, path);
    return status;
}

static ASSAY_RESULT decode(struct arena *arena, const struct doc *text, const char *path,
                           struct bytes *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = LIMIT_DOCUMENT};
    char *copy;

    if (!text || text->type != DOC_TEXT || !base64_decode(&raw, text->text, true))
        return fail(path, err, "the payload or a signature is not base64");
    TRY(buf_status(&raw, err));
    copy = arena_copy(arena, buf_bytes(&raw));
    if (!copy)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an envelope");
    *out = bytes_of(copy, raw.size);
    return ASSAY_OK;
}

static ASSAY_RESULT read_signature(struct arena *arena, const struct doc *doc, const char *path,
                                   struct dsse_signature *out, struct assay_error *err)
{
    const struct doc *keyid = doc_get(doc, "keyid");

    if (keyid && keyid->type != DOC_TEXT && keyid->type != DOC_NULL)
        return fail(path, err, "a keyid is not a text");
    out->keyid = keyid && keyid->type == DOC_TEXT ? keyid->text : bytes_of(NULL, 0);
    return decode(arena, doc_get(doc, "sig"), path, &out->signature, err);
}

enum assay_status dsse_of_doc(struct arena *arena, const struct doc *doc, const char *path,
                              struct dsse *out, struct assay_error *err)
{
    const struct doc *type, *signatures;
    struct dsse envelope;

    type = doc_get(doc, "payloadType");
    if (!type || type->type != DOC_TEXT)
        return fail(path, err, "payloadType is missing");
    signatures = doc_get(doc, "signatures");
    if (!signatures || signatures->type != DOC_LIST || signatures->count == 0)
        return fail(path, err, "there are no signatures");
    envelope = (struct dsse){.type = type->text, .count = signatures->count};
    TRY(decode(arena, doc_get(doc, "payload"), path, &envelope.payload, err));
    envelope.signatures = arena_array(arena, envelope.count, sizeof *envelope.signatures);
    if (!envelope.signatures)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an envelope");
    for (size_t i = 0; i < envelope.count; i++)
        TRY(read_signature(arena, &signatures->items[i], path, &envelope.signatures[i], err));
    *out = envelope;
    return ASSAY_OK;
}

enum assay_status dsse_read(struct arena *arena, struct bytes text, const char *path,
                            struct dsse *out, struct assay_error *err)
{
    struct doc_source source = {path, text};
    struct doc *doc;

    TRY(doc_read_json(arena, &source, &doc, err));
    return dsse_of_doc(arena, doc, path, out, err);
}

static bool take(struct bytes *rest, struct bytes word)
{
    if (!bytes_starts(*rest, word))
        return false;
    *rest = bytes_from(*rest, word.size);
    return true;
}

/* A text without escapes and the quote that ends it. */
static bool take_text(struct bytes *rest, struct bytes *out)
{
    const uint8_t *end = rest->size ? memchr(rest->data, '"', rest->size) : NULL;

    if (!end)
        return false;
    *out = bytes_of(rest->data, (size_t)(end - rest->data));
    *rest = bytes_from(*rest, out->size + 1);
    return true;
}

static bool take_base64(struct arena *arena, struct bytes *rest, struct bytes *out)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = LIMIT_DOCUMENT};
    struct bytes text;
    char *copy;

    if (!take_text(rest, &text) || !base64_decode(&raw, text, false))
        return false;
    copy = arena_copy(arena, buf_bytes(&raw));
    *out = bytes_of(copy, raw.size);
    return copy && raw.status == ASSAY_OK;
}

bool dsse_read_own(struct arena *arena, struct bytes text, const char *type, struct dsse *out)
{
    struct dsse_signature *signature = arena_alloc(arena, sizeof *signature);
    struct dsse envelope = {.type = bytes_text(type), .signatures = signature, .count = 1};
    uint8_t id[32];
    char *keyid;

    if (!signature || !take(&text, BYTES("{\"payload\":\"")) ||
        !take_base64(arena, &text, &envelope.payload) ||
        !take(&text, BYTES(",\"payloadType\":\"")) || !take(&text, envelope.type) ||
        !take(&text, BYTES("\",\"signatures\":[{\"keyid\":\"")) ||
        !take_text(&text, &signature->keyid) || !hex_decode(signature->keyid, id, sizeof id) ||
        !take(&text, BYTES(",\"sig\":\"")) || !take_base64(arena, &text, &signature->signature) ||
        !bytes_equal(text, BYTES("}]}")))
        return false;
    keyid = arena_copy(arena, signature->keyid);
    if (!keyid)
        return false;
    signature->keyid.data = (const uint8_t *)keyid;
    *out = envelope;
    return true;
}

bool dsse_verify(const struct dsse *envelope, size_t index, const struct assay_key *key)
{
    CLEANUP(buf_clear) struct buf pae = {.ceiling = SIZE_MAX};

    dsse_pae(envelope->type, envelope->payload, &pae);
    return pae.status == ASSAY_OK &&
           key_verify(key, buf_bytes(&pae), envelope->signatures[index].signature);
}

void dsse_write(const char *type, struct bytes payload, struct bytes keyid, struct bytes signature,
                struct buf *out)
{
    struct jcs jcs;

    jcs_init(&jcs, out);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "payload");
    jcs_base64(&jcs, payload);
    jcs_key(&jcs, "payloadType");
    jcs_string(&jcs, type);
    jcs_key(&jcs, "signatures");
    jcs_open_array(&jcs);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "keyid");
    jcs_text(&jcs, keyid);
    jcs_key(&jcs, "sig");
    jcs_base64(&jcs, signature);
    jcs_close_object(&jcs);
    jcs_close_array(&jcs);
    jcs_close_object(&jcs);
}

enum assay_status dsse_sign(const struct assay_key *key, const char *type, struct bytes payload,
                            struct buf *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf pae = {.ceiling = SIZE_MAX};
    struct key_signature signature;

    dsse_pae(bytes_text(type), payload, &pae);
    TRY(buf_status(&pae, err));
    TRY(key_sign(key, buf_bytes(&pae), &signature, err));
    dsse_write(type, payload, bytes_text(assay_key_id(key)),
               bytes_of(signature.bytes, signature.size), out);
    return buf_status(out, err);
}
