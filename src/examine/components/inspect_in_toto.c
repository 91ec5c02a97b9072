/*
 * inspect_in_toto.c - statements of in-toto about build and signature: as they are, in an envelope,
 * in a bundle of Sigstore, or one a line. Read are the provenance of SLSA and the signature of a
 * model over its files; what they say of items is claimed here and told to them by
 * link_statements.c. Whether a signature holds is for others to find out: here it is read.
 *
 * Source: in-toto, Statement v1 and v0.1; DSSE 1.0.2; SLSA provenance v1 and v0.2; OpenSSF model
 * signing 1.0.
 */

#include "base/buf.h"
#include "base/codec.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "examine/encoding/document.h"
#include "examine/encoding/json_scan.h"
#include "examine/encoding/yaml_item.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"

enum {
    BID = 8 * 16,
    BID_STATEMENT = 8 * 24, /* "_type" and "predicateType", quoted */
    LINES_MAX = 256,        /* statements of one file */
};

struct reading {
    struct cursor *cursor;
    struct evidence *evidence;
    struct arena *arena;
    struct buf text;
    uint64_t at; /* where the document at hand begins */
    size_t statements;
};

static const struct doc *list_at(const struct doc *doc, const char *way)
{
    const struct doc *list = yaml_get(doc, way);

    return list && list->type == DOC_LIST ? list : NULL;
}

/* "sha256:HEX" of a DigestSet, or another of its digests; false where it has none. */
static bool digest_of(const struct doc *entry, struct buf *out)
{
    static const char *const order[] = {"sha256", "sha512", "gitCommit", "sha1"};
    const struct doc *set = doc_get(entry, "digest");

    buf_reset(out);
    for (size_t i = 0; set && set->type == DOC_MAP && i < ARRAY_LEN(order); i++) {
        const struct doc *value = doc_get(set, order[i]);

        if (!value || value->type != DOC_TEXT || value->text.size > 128)
            continue;
        buf_printf(out, "%s:%s", order[i], (const char *)value->text.data);
        return true;
    }
    return false;
}

/* A digest that is none, or a name that no file has, names nothing. */
static bool is_whole(const struct claim_words *words)
{
    return digest_word(words->digest) != DIGEST_WORD_WRONG &&
           (words->name.size == 0 || !memchr(words->name.data, 0, words->name.size));
}

static void claim(struct reading *reading, const struct doc *entry, enum assay_claim_role role)
{
    struct claim_words words = {.role = role, .size = ASSAY_NO_SIZE};

    if (entry->type != DOC_MAP || !digest_of(entry, &reading->text))
        return;
    words.name = yaml_text(entry, "name");
    words.digest = buf_bytes(&reading->text);
    if (is_whole(&words))
        evidence_claim(reading->evidence, &words);
}

/* ---- provenance ---- */

/* "URI sha256:HEX", or the URI alone where nothing says which bytes it was. */
static void tell_material(struct reading *reading, const struct doc *material)
{
    CLEANUP(buf_clear) struct buf line = {.ceiling = LIMIT_FACT_TEXT};
    struct bytes uri = yaml_text(material, "uri");

    if (uri.size == 0)
        uri = yaml_text(material, "name");
    buf_add(&line, uri.data, uri.size);
    if (digest_of(material, &reading->text)) {
        buf_byte(&line, ' ');
        buf_add(&line, reading->text.data, reading->text.size);
    }
    if (line.status == ASSAY_OK && line.size > 0)
        evidence_list(reading->evidence, ASSAY_FACT_PROVENANCE_MATERIALS, DECLARED,
                      buf_bytes(&line));
}

/* The commit that was built: of v1 the dependency that names one, of v0.2 the entry point's. */
static bool tell_commit(struct reading *reading, const struct doc *entry)
{
    struct bytes commit = yaml_text(entry, "digest.gitCommit"), uri = yaml_text(entry, "uri");

    if (commit.size == 0 && bytes_starts(uri, BYTES("git+")))
        commit = yaml_text(entry, "digest.sha1");
    if (commit.size == 0)
        return false;
    evidence_text(reading->evidence, ASSAY_FACT_PROVENANCE_COMMIT, DECLARED, commit);
    if (uri.size > 0)
        evidence_text(reading->evidence, ASSAY_FACT_PROVENANCE_SOURCE, DECLARED, uri);
    return true;
}

static void tell_provenance(struct reading *reading, const struct doc *statement)
{
    const struct doc *predicate = doc_get(statement, "predicate");
    const struct doc *materials = list_at(predicate, "buildDefinition.resolvedDependencies");
    const struct doc *entry = yaml_get(predicate, "invocation.configSource");
    struct bytes builder = yaml_text(predicate, "runDetails.builder.id");
    const struct doc *subjects = list_at(statement, "subject");
    bool told;

    if (!materials)
        materials = list_at(predicate, "materials");
    if (builder.size == 0)
        builder = yaml_text(predicate, "builder.id");
    if (builder.size > 0)
        evidence_text(reading->evidence, ASSAY_FACT_PROVENANCE_BUILDER, DECLARED, builder);
    told = entry && entry->type == DOC_MAP && tell_commit(reading, entry);
    for (size_t i = 0; materials && i < materials->count; i++) {
        if (materials->items[i].type != DOC_MAP)
            continue;
        tell_material(reading, &materials->items[i]);
        told = told || tell_commit(reading, &materials->items[i]);
    }
    for (size_t i = 0; subjects && i < subjects->count; i++)
        claim(reading, &subjects->items[i], ASSAY_CLAIM_BUILT);
}

/* ---- the signature of a model ---- */

static void tell_signature(struct reading *reading, const struct doc *statement)
{
    const struct doc *resources = list_at(statement, "predicate.resources");

    for (size_t i = 0; resources && i < resources->count; i++) {
        const struct doc *resource = &resources->items[i];
        struct claim_words words = {.role = ASSAY_CLAIM_SIGNED, .size = ASSAY_NO_SIZE};
        struct bytes digest = yaml_text(resource, "digest");

        if (!bytes_equal(yaml_text(resource, "algorithm"), BYTES("sha256")) || digest.size != 64)
            continue; /* of a part of a file, or of another algorithm */
        buf_reset(&reading->text);
        buf_printf(&reading->text, "sha256:%s", (const char *)digest.data);
        words.name = yaml_text(resource, "name");
        words.digest = buf_bytes(&reading->text);
        if (is_whole(&words))
            evidence_claim(reading->evidence, &words);
    }
}

static void tell_statement(struct reading *reading, const struct doc *statement)
{
    struct bytes type = yaml_text(statement, "predicateType");

    reading->statements++;
    if (type.size > 0)
        evidence_set(reading->evidence, ASSAY_FACT_STATEMENT_KINDS, DECLARED, type);
    if (bytes_starts(type, BYTES("https://slsa.dev/provenance/")))
        tell_provenance(reading, statement);
    else if (bytes_starts(type, BYTES("https://model_signing/signature/")))
        tell_signature(reading, statement);
}

/* ---- what a statement stands in ---- */

static ASSAY_RESULT read_json(const struct reading *reading, struct bytes text, struct doc **out)
{
    struct doc_source source = {.path = "statement", .text = text};
    struct assay_error failure = {0};
    enum assay_status status = doc_read_json(reading->arena, &source, out, &failure);

    if (status == ASSAY_OK && (*out)->type == DOC_MAP)
        return ASSAY_OK;
    if (status == ASSAY_ENOMEM)
        return cursor_fail_at(reading->cursor, status, reading->at, "out of memory");
    return cursor_fail_at(reading->cursor, ASSAY_EFORMAT, reading->at, "%s",
                          status == ASSAY_OK ? "a statement is an object" : failure.text);
}

static ASSAY_RESULT take_envelope(struct reading *reading, const struct doc *envelope)
{
    CLEANUP(buf_clear) struct buf payload = {.ceiling = LIMIT_DOCUMENT};
    const struct doc *signatures = list_at(envelope, "signatures");
    struct doc *statement;
    struct bytes kept;

    if (!bytes_equal(yaml_text(envelope, "payloadType"), BYTES("application/vnd.in-toto+json")))
        return ASSAY_OK; /* of something else */
    if (!base64_decode(&payload, yaml_text(envelope, "payload"), true))
        return cursor_fail_at(reading->cursor, ASSAY_EFORMAT, reading->at,
                              "the payload of the envelope is no base64");
    kept = bytes_of(arena_copy(reading->arena, buf_bytes(&payload)), payload.size);
    if (!kept.data)
        return cursor_fail_at(reading->cursor, ASSAY_ENOMEM, reading->at, "out of memory");
    TRY(read_json(reading, kept, &statement));
    evidence_bool(reading->evidence, ASSAY_FACT_STATEMENT_SIGNED, DECLARED,
                  signatures && signatures->count > 0);
    tell_statement(reading, statement);
    return ASSAY_OK;
}

static ASSAY_RESULT take_document(struct reading *reading, struct bytes text)
{
    struct doc *doc;
    const struct doc *inner;

    TRY(read_json(reading, text, &doc));
    inner = doc_get(doc, "dsseEnvelope");
    if (inner && inner->type == DOC_MAP)
        return take_envelope(reading, inner);
    if (doc_get(doc, "payloadType"))
        return take_envelope(reading, doc);
    if (doc_get(doc, "predicateType"))
        tell_statement(reading, doc);
    return ASSAY_OK;
}

/* One document, however it is laid out; else a document in each line. */
static ASSAY_RESULT take_all(struct reading *reading, struct bytes text, bool lines)
{
    if (!lines)
        return take_document(reading, text);
    for (size_t count = 0; text.size > 0; count++) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        struct bytes line = bytes_of(text.data, end ? (size_t)(end - text.data) : text.size);

        if (count == LINES_MAX)
            return cursor_fail_at(reading->cursor, ASSAY_ELIMIT, reading->at,
                                  "more than %d statements in one file", LINES_MAX);
        if (line.size > 1)
            TRY(take_document(reading, line));
        text = bytes_from(text, line.size + 1);
        reading->at += line.size + 1;
    }
    return ASSAY_OK;
}

static unsigned in_toto_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (json_first(head) != '{')
        return 0;
    if (bytes_contain(head, "\"predicateType\"") && bytes_contain(head, "\"_type\""))
        return BID_STATEMENT;
    return bytes_contain(head, "\"payloadType\"") || bytes_contain(head, "\"dsseEnvelope\"") ||
                   (bytes_contain(head, "\"verificationMaterial\"") &&
                    bytes_contain(head, "\"mediaType\""))
               ? BID
               : 0;
}

static enum assay_status in_toto_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct reading reading = {.cursor = cursor, .evidence = evidence, .arena = arena};
    enum assay_status status;
    struct bytes text;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    TRY(document_text(cursor, arena, "a statement", LIMIT_DOCUMENT, &text));
    buf_init(&reading.text, LIMIT_FACT_TEXT);
    status = take_all(&reading, text, bytes_ends(subject->name, BYTES(".jsonl")));
    buf_clear(&reading.text);
    if (status == ASSAY_OK && reading.statements == 0)
        evidence_decline(evidence);
    return status;
}

const struct inspector inspect_in_toto = {.format = "in-toto",
                                          .kind = ASSAY_KIND_CONFIG,
                                          .text = true,
                                          .bid = in_toto_bid,
                                          .read = in_toto_read};
