/*
 * inspect_oci.c - documents of OCI layouts: indexes, manifests of images and artifacts, and the
 * configuration of images. What they say of blobs is claimed here and judged by link_oci.c.
 *
 * A blob's name tells nothing, so what a document is shows when it was read: the members decide,
 * not the media type that it gives itself.
 *
 * Source: OCI image specification 1.1, image-index.md, manifest.md, descriptor.md, config.md; the
 * older artifact manifest; Docker image manifest version 2, schema 2, which has the same members.
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "examine/encoding/json_scan.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

enum { TEXT_KEPT = 65536 /* bytes of embedded data that are compared */ };

/* Annotations that name a descriptor; of several the later line counts. */
static const char *const titles[] = {
    "org.opencontainers.image.ref.name",
    "org.opencontainers.image.title",
    "org.cnai.model.filepath",
    "org.cncf.model.filepath",
};

struct descriptor {
    struct buf media_type, digest, title;
    uint64_t size, offset;
    uint8_t data[SHA256_SIZE]; /* SHA-256 of the bytes embedded in it */
    bool wrong, has_size, has_data, elsewhere;
    unsigned title_rank;
};

struct document {
    struct json_scan scan;
    struct evidence *evidence;
    struct descriptor each;   /* the one being read */
    struct descriptor config; /* claimed when it is known that this is a manifest */
    struct buf media_type, artifact_type;
    uint64_t version, layers;
    bool has_version, has_manifests, has_layers, has_blobs, has_diffs;
};

static void descriptor_init(struct descriptor *descriptor)
{
    *descriptor = (struct descriptor){0};
    buf_init(&descriptor->media_type, TEXT_KEPT);
    buf_init(&descriptor->digest, TEXT_KEPT);
    buf_init(&descriptor->title, TEXT_KEPT);
}

static void descriptor_clear(struct descriptor *descriptor)
{
    buf_clear(&descriptor->media_type);
    buf_clear(&descriptor->digest);
    buf_clear(&descriptor->title);
}

static void descriptor_start(struct descriptor *descriptor, uint64_t offset)
{
    buf_reset(&descriptor->media_type);
    buf_reset(&descriptor->digest);
    buf_reset(&descriptor->title);
    descriptor->size = ASSAY_NO_SIZE;
    descriptor->offset = offset;
    descriptor->wrong = descriptor->has_size = descriptor->has_data = false;
    descriptor->elsewhere = false;
    descriptor->title_rank = 0;
}

static bool name_is(const struct json_scan *scan, const char *name)
{
    return !scan->cut && bytes_equal(scan->text, bytes_text(name));
}

static ASSAY_RESULT fail_repeated(struct json_scan *scan)
{
    return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at,
                          "a name stands twice in one object: readers differ in which one counts");
}

/* The next member of an open object; *ended where there is none. */
static ASSAY_RESULT next_name(struct json_scan *scan, bool *ended)
{
    enum json_token token;

    TRY(json_next(scan, &token));
    *ended = token == JSON_OBJECT_END;
    return !*ended && scan->repeated ? fail_repeated(scan) : ASSAY_OK;
}

/* A text that is kept; anything else is read over and told by false in *good. */
static ASSAY_RESULT read_text(struct json_scan *scan, struct buf *out, bool *good)
{
    enum json_token token;

    TRY(json_next(scan, &token));
    *good = token == JSON_TEXT && !scan->cut &&
            (scan->text.size == 0 || !memchr(scan->text.data, 0, scan->text.size));
    buf_reset(out);
    if (*good)
        buf_add(out, scan->text.data, scan->text.size);
    TRY(buf_status(out, scan->cursor->err));
    return json_skip(scan, token);
}

static ASSAY_RESULT read_annotations(struct json_scan *scan, struct descriptor *out)
{
    enum json_token token;
    bool ended, good;

    TRY(json_next(scan, &token));
    if (token != JSON_OBJECT)
        return json_skip(scan, token);
    for (;;) {
        unsigned rank = 0;

        TRY(next_name(scan, &ended));
        if (ended)
            return ASSAY_OK;
        for (unsigned i = 0; i < ARRAY_LEN(titles); i++)
            rank = name_is(scan, titles[i]) ? i + 1 : rank;
        if (rank > out->title_rank) {
            TRY(read_text(scan, &out->title, &good));
            out->title_rank = rank;
        } else {
            TRY(json_next(scan, &token));
            TRY(json_skip(scan, token));
        }
    }
}

/* The content itself, embedded as base64. */
static ASSAY_RESULT read_data(struct json_scan *scan, struct descriptor *out)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = TEXT_KEPT};
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_TEXT || scan->cut || !base64_decode(&bytes, scan->text, false)) {
        out->wrong = true;
        return json_skip(scan, token);
    }
    TRY(buf_status(&bytes, scan->cursor->err));
    sha256(buf_bytes(&bytes), out->data);
    out->has_data = true;
    return ASSAY_OK;
}

static ASSAY_RESULT read_member(struct json_scan *scan, struct descriptor *out)
{
    enum json_token token;
    bool good = true;

    if (name_is(scan, "mediaType")) {
        TRY(read_text(scan, &out->media_type, &good));
    } else if (name_is(scan, "digest")) {
        TRY(read_text(scan, &out->digest, &good));
    } else if (name_is(scan, "annotations")) {
        TRY(read_annotations(scan, out));
    } else if (name_is(scan, "data")) {
        TRY(read_data(scan, out));
    } else if (name_is(scan, "size")) {
        TRY(json_next(scan, &token));
        good = out->has_size = token == JSON_INT && !scan->negative && scan->integer <= INT64_MAX;
        out->size = good ? scan->integer : ASSAY_NO_SIZE;
        TRY(json_skip(scan, token));
    } else if (name_is(scan, "urls")) {
        TRY(json_next(scan, &token));
        out->elsewhere = token == JSON_ARRAY;
        TRY(json_skip(scan, token));
    } else {
        TRY(json_next(scan, &token));
        TRY(json_skip(scan, token));
    }
    out->wrong |= !good;
    return ASSAY_OK;
}

/* Reads the members of a descriptor whose brace was read. */
static ASSAY_RESULT read_descriptor(struct json_scan *scan, struct descriptor *out)
{
    bool ended;

    descriptor_start(out, scan->at);
    for (;;) {
        TRY(next_name(scan, &ended));
        if (ended)
            return ASSAY_OK;
        TRY(read_member(scan, out));
    }
}

static void check_data(struct evidence *evidence, const struct descriptor *descriptor)
{
    char hex[2 * SHA256_SIZE + 1];

    if (!descriptor->has_data || digest_word(buf_bytes(&descriptor->digest)) != DIGEST_WORD_SHA256)
        return;
    hex_encode(bytes_of(descriptor->data, SHA256_SIZE), hex);
    if (!bytes_ends(buf_bytes(&descriptor->digest), bytes_text(hex)))
        evidence_gap(evidence, GAP_OCI_DIGEST_MISMATCH, descriptor->offset,
                     "the data embedded in the descriptor has sha256:%s, another digest than it "
                     "states",
                     hex);
}

static void claim(struct document *document, const struct descriptor *descriptor,
                  enum assay_claim_role role)
{
    struct evidence *evidence = document->evidence;
    struct bytes title = buf_bytes(&descriptor->title);
    struct claim_words words = {.role = role,
                                .elsewhere = descriptor->elsewhere,
                                .digest = buf_bytes(&descriptor->digest),
                                .media_type = buf_bytes(&descriptor->media_type),
                                .title = title,
                                .size = descriptor->size,
                                .offset = descriptor->offset};

    if (descriptor->wrong || !descriptor->has_size)
        evidence_gap(evidence, GAP_OCI_INVALID, descriptor->offset,
                     "a descriptor without a proper media type, digest and size");
    if (title.size > 0 && role == ASSAY_CLAIM_LAYER && !claim_name_is_safe(title))
        evidence_gap(evidence, GAP_BUNDLE_UNSAFE_PATH, descriptor->offset,
                     "a blob is to be written outside of the folder that it is unpacked to");
    check_data(evidence, descriptor);
    if (digest_word(words.digest) == DIGEST_WORD_WRONG)
        evidence_gap(evidence, GAP_OCI_INVALID, descriptor->offset,
                     "a descriptor whose digest is none");
    else
        evidence_claim(evidence, &words);
}

/* An array of descriptors; anything else in it is told. */
static ASSAY_RESULT read_descriptors(struct document *document, enum assay_claim_role role,
                                     bool *found)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_ARRAY)
        return json_skip(scan, token);
    *found = true;
    for (;;) {
        TRY(json_next(scan, &token));
        if (token == JSON_ARRAY_END)
            return ASSAY_OK;
        if (token != JSON_OBJECT) {
            evidence_gap(document->evidence, GAP_OCI_INVALID, scan->at,
                         "something else than a descriptor among descriptors");
            TRY(json_skip(scan, token));
            continue;
        }
        TRY(read_descriptor(scan, &document->each));
        claim(document, &document->each, role);
        document->layers += role == ASSAY_CLAIM_LAYER;
    }
}

static ASSAY_RESULT read_diffs(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_ARRAY)
        return json_skip(scan, token);
    document->has_diffs = true;
    for (;;) {
        TRY(json_next(scan, &token));
        if (token == JSON_ARRAY_END)
            return ASSAY_OK;
        if (token != JSON_TEXT || digest_word(scan->text) == DIGEST_WORD_WRONG)
            evidence_gap(document->evidence, GAP_OCI_INVALID, scan->at,
                         "something else than a digest among the digests of layers");
        else
            evidence_claim(document->evidence, &(struct claim_words){.role = ASSAY_CLAIM_DIFF,
                                                                     .digest = scan->text,
                                                                     .size = ASSAY_NO_SIZE,
                                                                     .offset = scan->at});
        TRY(json_skip(scan, token));
    }
}

static ASSAY_RESULT read_rootfs(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;
    bool ended;

    TRY(json_next(scan, &token));
    if (token != JSON_OBJECT)
        return json_skip(scan, token);
    for (;;) {
        TRY(next_name(scan, &ended));
        if (ended)
            return ASSAY_OK;
        if (name_is(scan, "diff_ids")) {
            TRY(read_diffs(document));
        } else {
            TRY(json_next(scan, &token));
            TRY(json_skip(scan, token));
        }
    }
}

static ASSAY_RESULT read_one(struct json_scan *scan, struct descriptor *out, bool *found)
{
    enum json_token token;

    TRY(json_next(scan, &token));
    *found = token == JSON_OBJECT;
    return *found ? read_descriptor(scan, out) : json_skip(scan, token);
}

static ASSAY_RESULT read_top(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;
    bool found;

    if (name_is(scan, "manifests"))
        return read_descriptors(document, ASSAY_CLAIM_MANIFEST, &document->has_manifests);
    if (name_is(scan, "layers"))
        return read_descriptors(document, ASSAY_CLAIM_LAYER, &document->has_layers);
    if (name_is(scan, "blobs")) /* of the older artifact manifest */
        return read_descriptors(document, ASSAY_CLAIM_LAYER, &document->has_blobs);
    if (name_is(scan, "rootfs"))
        return read_rootfs(document);
    if (name_is(scan, "mediaType"))
        return read_text(scan, &document->media_type, &found);
    if (name_is(scan, "artifactType"))
        return read_text(scan, &document->artifact_type, &found);
    if (name_is(scan, "config")) /* of a manifest, or how an image is run */
        return read_one(scan, &document->config, &found);
    if (name_is(scan, "subject")) {
        TRY(read_one(scan, &document->each, &found));
        if (found)
            claim(document, &document->each, ASSAY_CLAIM_SUBJECT);
        return ASSAY_OK;
    }
    if (name_is(scan, "schemaVersion")) {
        TRY(json_next(scan, &token));
        document->has_version = token == JSON_INT && !scan->negative;
        document->version = document->has_version ? scan->integer : 0;
        return json_skip(scan, token);
    }
    TRY(json_next(scan, &token));
    return json_skip(scan, token);
}

/* Two readers of one document must not see two things in it (CVE-2021-41190). */
static void check_manifest(const struct document *document)
{
    struct bytes type = buf_bytes(&document->media_type);
    bool as_index = bytes_ends(type, BYTES("index.v1+json")) ||
                    bytes_ends(type, BYTES("manifest.list.v2+json"));
    bool as_manifest =
        bytes_ends(type, BYTES("manifest.v1+json")) || bytes_ends(type, BYTES("manifest.v2+json"));

    if ((!document->has_version && !document->has_blobs) ||
        (document->has_version && document->version != 2))
        evidence_gap(document->evidence, GAP_OCI_INVALID, 0, "schemaVersion is not 2");
    if (document->has_manifests && (document->has_layers || document->config.digest.size))
        evidence_gap(document->evidence, GAP_OCI_INVALID, 0, "both an index and a manifest");
    else if (document->has_manifests ? as_manifest : as_index)
        evidence_gap(document->evidence, GAP_OCI_INVALID, 0,
                     "its members and its media type tell two different things");
}

static void conclude(struct document *document)
{
    struct evidence *evidence = document->evidence;
    bool manifest = document->has_layers || document->has_blobs || document->config.digest.size > 0;

    if (!document->has_manifests && !manifest) {
        evidence_format(evidence, document->has_diffs ? "oci-config" : "");
        return;
    }
    evidence_format(evidence, document->has_manifests ? "oci-index" : "oci-manifest");
    check_manifest(document);
    if (document->config.digest.size > 0)
        claim(document, &document->config, ASSAY_CLAIM_CONFIG);
    if (manifest)
        evidence_int(evidence, ASSAY_FACT_OCI_LAYERS, MEASURED, document->layers);
    if (document->media_type.size > 0)
        evidence_text(evidence, ASSAY_FACT_OCI_MEDIA_TYPE, DECLARED,
                      buf_bytes(&document->media_type));
    if (document->artifact_type.size > 0)
        evidence_text(evidence, ASSAY_FACT_OCI_ARTIFACT_TYPE, DECLARED,
                      buf_bytes(&document->artifact_type));
}

static ASSAY_RESULT read_document(struct document *document)
{
    enum json_token token;
    bool ended;

    TRY(json_next(&document->scan, &token));
    if (token != JSON_OBJECT)
        return cursor_fail_at(document->scan.cursor, ASSAY_EFORMAT, 0, "an object is expected");
    for (;;) {
        TRY(next_name(&document->scan, &ended));
        if (ended)
            break;
        TRY(read_top(document));
    }
    return json_next(&document->scan, &token);
}

static enum assay_status oci_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    struct document document = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    descriptor_init(&document.each);
    descriptor_init(&document.config);
    buf_init(&document.media_type, TEXT_KEPT);
    buf_init(&document.artifact_type, TEXT_KEPT);
    json_scan_init(&document.scan, cursor,
                   &(struct json_options){.text_max = TEXT_KEPT, .find_repeats = true});
    status = read_document(&document);
    conclude(&document);
    json_scan_clear(&document.scan);
    descriptor_clear(&document.each);
    descriptor_clear(&document.config);
    buf_clear(&document.media_type);
    buf_clear(&document.artifact_type);
    return status;
}

/* True for a name whose last part is hex alone, as blobs have it, or hex and ".json" (docker). */
static bool is_named_by_digest(struct bytes name)
{
    enum { LEAST = 64 };

    if (bytes_ends(name, BYTES(".json")))
        name.size -= strlen(".json");
    if (bytes_starts(name, BYTES("sha256-"))) /* as ollama keeps blobs */
        name = bytes_from(name, strlen("sha256-"));
    return name.size >= LEAST && hex_is_lower(name);
}

static bool begins_object(struct bytes head)
{
    size_t at = 0;

    while (at < head.size && bytes_has(BYTES(" \t\r\n"), head.data[at]))
        at++;
    return at < head.size && head.data[at] == '{';
}

static unsigned oci_bid(const struct subject *subject)
{
    enum { BID = 8 * 24 }; /* a name of 15 bytes, quoted, and a second one */
    struct bytes head = subject->head;
    bool versioned, by_digest;

    if (!begins_object(head))
        return 0;
    by_digest = is_named_by_digest(subject->name);
    versioned = bytes_contain(head, "\"schemaVersion\"");
    if (versioned && (bytes_contain(head, "/vnd.oci.") || bytes_contain(head, "/vnd.docker.") ||
                      bytes_contain(head, "\"manifests\"") || bytes_contain(head, "\"layers\"")))
        return BID;
    if (by_digest && (versioned || bytes_contain(head, "\"application/vnd.oci.") ||
                      bytes_contain(head, "\"rootfs\"") ||
                      (bytes_contain(head, "\"architecture\"") && bytes_contain(head, "\"os\""))))
        return BID;
    return by_digest && bytes_contain(head, "\"architecture\"") && bytes_contain(head, "\"config\"")
               ? BID
               : 0;
}

const struct inspector inspect_oci = {.format = "oci",
                                      .kind = ASSAY_KIND_CONFIG,
                                      .text = true,
                                      .gap = GAP_OCI_INVALID,
                                      .bid = oci_bid,
                                      .read = oci_read};
