/* bundle_read.c - reads a bundle strictly. Source: ledger-formats.md 4.1 and 4.5. */

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "oms/bundle.h"

struct reading {
    struct arena *arena;
    const char *path;
    struct assay_error *err;
};

static ASSAY_RESULT fail(const struct reading *reading, const char *text)
{
    enum assay_status status = oms_fail(reading->err, ASSAY_ETRUST, "signature.format",
                                        reading->path, "not the signature of a model: %s", text);

    assay_error_do(reading->err, "--signature names a bundle as assay sign writes it");
    return status;
}

static const char *text_of(const struct doc *doc)
{
    return doc && doc->type == DOC_TEXT ? (const char *)doc->text.data : "";
}

/* All members are known: what is not signed cannot be trusted to be harmless. */
static bool has_only(const struct doc *map, const char *const *known, size_t count)
{
    if (!map || map->type != DOC_MAP)
        return false;
    for (size_t i = 0; i < map->count; i++) {
        size_t j = 0;

        while (j < count && !bytes_equal(map->members[i].name, bytes_text(known[j])))
            j++;
        if (j == count)
            return false;
    }
    return true;
}

static ASSAY_RESULT decode(const struct reading *reading, const struct doc *text, struct bytes *out)
{
    CLEANUP(buf_clear) struct buf raw = {.ceiling = LIMIT_DOCUMENT};
    char *copy;

    if (!text || text->type != DOC_TEXT || !base64_decode(&raw, text->text, false))
        return fail(reading, "rawBytes or a stamp is not base64");
    TRY(buf_status(&raw, reading->err));
    copy = arena_copy(reading->arena, buf_bytes(&raw));
    if (!copy)
        return oms_fail_memory(reading->err);
    *out = bytes_of(copy, raw.size);
    return ASSAY_OK;
}

static ASSAY_RESULT read_key(const struct reading *reading, const struct doc *key,
                             struct oms_bundle *out)
{
    static const char *const known[] = {"hint", "rawBytes", "keyDetails"};
    const struct doc *hint = doc_get(key, "hint"), *raw = doc_get(key, "rawBytes");

    if (!has_only(key, known, ARRAY_LEN(known)))
        return fail(reading, "publicKey has members that nobody knows");
    if (hint && hint->type != DOC_TEXT)
        return fail(reading, "the hint is no text");
    if (hint)
        out->hint = hint->text;
    return raw ? decode(reading, raw, &out->old_key) : ASSAY_OK;
}

static ASSAY_RESULT read_chain(const struct reading *reading, const struct doc *chain,
                               struct oms_bundle *out)
{
    static const char *const known[] = {"certificates"};
    const struct doc *list = doc_get(chain, "certificates");

    if (!has_only(chain, known, ARRAY_LEN(known)) || !list || list->type != DOC_LIST ||
        list->count == 0 || list->count > CERTIFICATE_CHAIN_MAX)
        return fail(reading, "the chain of certificates is none");
    out->chain = list;
    return ASSAY_OK;
}

static ASSAY_RESULT read_stamps(const struct reading *reading, const struct doc *stamps,
                                struct oms_bundle *out)
{
    static const char *const known[] = {"rfc3161Timestamps"}, *const stamp[] = {"signedTimestamp"};
    const struct doc *list = doc_get(stamps, "rfc3161Timestamps");

    if (!has_only(stamps, known, ARRAY_LEN(known)) || (list && list->type != DOC_LIST) ||
        (list && list->count > OMS_STAMPS_MAX))
        return fail(reading, "the time stamps are none");
    if (!list)
        return ASSAY_OK;
    out->stamps = arena_array(reading->arena, list->count + 1, sizeof *out->stamps);
    if (!out->stamps)
        return oms_fail_memory(reading->err);
    for (size_t i = 0; i < list->count; i++) {
        if (!has_only(&list->items[i], stamp, ARRAY_LEN(stamp)))
            return fail(reading, "a time stamp has members that nobody knows");
        TRY(decode(reading, doc_get(&list->items[i], "signedTimestamp"), &out->stamps[i]));
        out->stamp_count++;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_material(const struct reading *reading, const struct doc *material,
                                  struct oms_bundle *out)
{
    static const char *const known[] = {"publicKey", "x509CertificateChain", "certificate",
                                        "tlogEntries", "timestampVerificationData"};
    const struct doc *key = doc_get(material, "publicKey");
    const struct doc *chain = doc_get(material, "x509CertificateChain");
    const struct doc *log = doc_get(material, "tlogEntries");
    const struct doc *stamps = doc_get(material, "timestampVerificationData");
    enum assay_status status;

    if (!has_only(material, known, ARRAY_LEN(known)))
        return fail(reading, "verificationMaterial has members that nobody knows");
    if (doc_get(material, "certificate")) {
        status = oms_fail(reading->err, ASSAY_ETRUST, "signature.keyless", reading->path,
                          "the model was signed without a key, by somebody's log-in");
        assay_error_why(reading->err, "such a signature is checked with an online log; assay "
                                      "checks keys and certificates");
        assay_error_do(reading->err, "check it with a Sigstore client");
        return status;
    }
    if (!key == !chain)
        return fail(reading, "there must be either a key or a chain of certificates");
    if (log && log->type != DOC_LIST)
        return fail(reading, "tlogEntries is no list");
    out->has_log = log && log->count > 0;
    if (stamps)
        TRY(read_stamps(reading, stamps, out));
    return key ? read_key(reading, key, out) : read_chain(reading, chain, out);
}

static ASSAY_RESULT read_bundle(const struct reading *reading, const struct doc *doc,
                                struct oms_bundle *out)
{
    static const char *const known[] = {"mediaType", "verificationMaterial", "dsseEnvelope"};
    const struct doc *envelope = doc_get(doc, "dsseEnvelope");
    const struct doc *signatures = doc_get(envelope, "signatures");

    if (strcmp(text_of(doc_get(doc, "mediaType")), OMS_MEDIA_TYPE) != 0)
        return oms_fail(reading->err, ASSAY_ETRUST, "signature.media-type", reading->path,
                        "mediaType is \"%.100s\", not that of a bundle of version 0.3",
                        text_of(doc_get(doc, "mediaType")));
    if (!has_only(doc, known, ARRAY_LEN(known)))
        return fail(reading, "it has members that nobody knows");
    if (signatures && signatures->type == DOC_LIST && signatures->count != 1)
        return oms_fail(reading->err, ASSAY_ETRUST, "signature.count", reading->path,
                        "there are %zu signatures, where there must be one", signatures->count);
    TRY(read_material(reading, doc_get(doc, "verificationMaterial"), out));
    if (!envelope)
        return fail(reading, "there is no envelope");
    return dsse_of_doc(reading->arena, envelope, reading->path, &out->envelope, reading->err);
}

enum assay_status oms_bundle_read(struct arena *arena, struct bytes text, const char *path,
                                  struct oms_bundle *out, struct assay_error *err)
{
    struct reading reading = {arena, path, err};
    struct doc_source source = {path, text};
    struct oms_bundle bundle = {0};
    struct doc *doc;
    enum assay_status status = doc_read_json(arena, &source, &doc, err);

    if (status == ASSAY_OK)
        status = read_bundle(&reading, doc, &bundle);
    if (status == ASSAY_EFORMAT) { /* of JSON or of the envelope: it proves nothing */
        if (err)
            err->status = ASSAY_ETRUST;
        assay_error_id(err, "signature.format");
        return ASSAY_ETRUST;
    }
    TRY(status);
    *out = bundle;
    return ASSAY_OK;
}

/* As Python prints bytes: the quotes that need fewer escapes, \xNN for what is not printable. */
static void print_literal(struct bytes body, struct buf *out)
{
    bool has_single = bytes_has(body, '\''), has_double = bytes_has(body, '"');
    uint8_t quote = has_single && !has_double ? '"' : '\'';

    buf_byte(out, 'b');
    buf_byte(out, quote);
    for (size_t i = 0; i < body.size; i++) {
        uint8_t c = body.data[i];

        if (c == quote || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '\n' || c == '\r' || c == '\t')
            buf_printf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        else if (c < 0x20 || c >= 0x7f)
            buf_printf(out, "\\x%02x", c);
        else
            buf_byte(out, c);
    }
    buf_byte(out, quote);
}

void oms_legacy_pae(struct bytes type, struct bytes body, struct buf *out)
{
    buf_printf(out, "DSSEV1 %zu ", type.size);
    buf_add(out, type.data, type.size);
    buf_printf(out, " %zu ", body.size);
    print_literal(body, out);
}
