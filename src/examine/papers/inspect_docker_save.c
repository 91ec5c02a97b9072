/*
 * inspect_docker_save.c - manifest.json of what `docker save` writes: a list of images, each with
 * the names of its configuration and of its layers, the lowest first.
 *
 * The layers of an image are claimed first and its configuration after them, which so ends the
 * image: link_oci.c reads the claims in that order.
 *
 * Source: moby, image/spec/v1.2.md, "Combined Image JSON + Filesystem Changeset Format"; since
 * Docker 25 the names are those of blobs of an OCI layout in the same archive.
 */

#include "base/buf.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_scan.h"
#include "examine/inspect.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

struct document {
    struct json_scan scan;
    struct evidence *evidence;
    struct buf config;
    uint64_t config_at;
};

/* A name that is "<hex>.json" or "blobs/sha256/<hex>" states the digest of what it names. */
static struct bytes digest_in(struct bytes name, char out[DIGEST_WORD_MAX])
{
    struct bytes hex = name, word, front = BYTES("sha256:");

    if (bytes_starts(name, BYTES("blobs/sha256/")))
        hex = bytes_from(name, strlen("blobs/sha256/"));
    else if (bytes_ends(name, BYTES(".json")))
        hex.size -= strlen(".json");
    else
        return BYTES("");
    if (hex.size != 64)
        return BYTES("");
    memcpy(out, front.data, front.size);
    memcpy(out + front.size, hex.data, hex.size);
    word = bytes_of(out, front.size + hex.size);
    return digest_word(word) == DIGEST_WORD_SHA256 ? word : BYTES("");
}

static void claim(struct document *document, struct bytes name, enum assay_claim_role role,
                  uint64_t offset)
{
    char digest[DIGEST_WORD_MAX];
    struct claim_words words = {.role = role,
                                .name = name,
                                .digest = digest_in(name, digest),
                                .size = ASSAY_NO_SIZE,
                                .offset = offset};

    if (name.size > 0 && !claim_name_is_safe(name)) {
        evidence_gap(document->evidence, GAP_BUNDLE_UNSAFE_PATH, offset,
                     "an image names a file outside of its archive");
        words.name = words.digest = BYTES("");
    }
    evidence_claim(document->evidence, &words);
}

static ASSAY_RESULT read_texts(struct document *document, bool layers)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_ARRAY) /* null where there are none */
        return json_skip(scan, token);
    for (;;) {
        TRY(json_next(scan, &token));
        if (token == JSON_ARRAY_END)
            return ASSAY_OK;
        if (token != JSON_TEXT || scan->cut)
            return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at, "a name is expected");
        if (layers)
            claim(document, scan->text, ASSAY_CLAIM_LAYER, scan->at);
        else
            evidence_set(document->evidence, ASSAY_FACT_OCI_TAGS, DECLARED, scan->text);
    }
}

static ASSAY_RESULT read_image(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    buf_reset(&document->config);
    document->config_at = scan->at;
    for (;;) {
        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            break;
        if (scan->repeated)
            return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at,
                                  "a name stands twice in one object");
        if (bytes_equal(scan->text, BYTES("Layers"))) {
            TRY(read_texts(document, true));
        } else if (bytes_equal(scan->text, BYTES("RepoTags"))) {
            TRY(read_texts(document, false));
        } else if (bytes_equal(scan->text, BYTES("Config"))) {
            TRY(json_next(scan, &token));
            if (token == JSON_TEXT && !scan->cut)
                buf_add(&document->config, scan->text.data, scan->text.size);
            document->config_at = scan->at;
            TRY(json_skip(scan, token));
        } else {
            TRY(json_next(scan, &token));
            TRY(json_skip(scan, token));
        }
    }
    TRY(buf_status(&document->config, scan->cursor->err));
    if (document->config.size == 0)
        evidence_gap(document->evidence, GAP_OCI_INVALID, document->config_at,
                     "an image without a configuration");
    claim(document, buf_bytes(&document->config), ASSAY_CLAIM_CONFIG, document->config_at);
    return ASSAY_OK;
}

static ASSAY_RESULT read_images(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_ARRAY)
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, 0, "an array is expected");
    for (;;) {
        TRY(json_next(scan, &token));
        if (token == JSON_ARRAY_END)
            return json_next(scan, &token);
        if (token != JSON_OBJECT)
            return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at, "an image is expected");
        TRY(read_image(document));
    }
}

static enum assay_status docker_save_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    struct document document = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    buf_init(&document.config, LIMIT_NAME);
    json_scan_init(&document.scan, cursor,
                   &(struct json_options){.text_max = LIMIT_NAME, .find_repeats = true});
    status = read_images(&document);
    json_scan_clear(&document.scan);
    buf_clear(&document.config);
    return status;
}

static unsigned docker_save_bid(const struct subject *subject)
{
    enum { BID = 8 * 16 }; /* two quoted names */
    struct bytes head = subject->head;
    size_t at = 0;

    while (at < head.size && bytes_has(BYTES(" \t\r\n"), head.data[at]))
        at++;
    return bytes_equal(subject->name, BYTES("manifest.json")) && at < head.size &&
                   head.data[at] == '[' && bytes_contain(head, "\"Config\"") &&
                   (bytes_contain(head, "\"Layers\"") || bytes_contain(head, "\"RepoTags\""))
               ? BID
               : 0;
}

const struct inspector inspect_docker_save = {.format = "docker-save",
                                              .kind = ASSAY_KIND_CONFIG,
                                              .text = true,
                                              .gap = GAP_OCI_INVALID,
                                              .bid = docker_save_bid,
                                              .read = docker_save_read};
