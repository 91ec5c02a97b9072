/*
 * inspect_shard_index.c - the index of a model in several files: which tensor is in which of them.
 * Each file that it names is claimed once; whether all are there, link_names.c finds out. A path
 * that leads out of its folder is read from there: os.path.join() takes it as it is. Source:
 * huggingface_hub, serialization; transformers, "Sharded checkpoints": weight_map and
 * metadata.total_size, the bytes of all tensors.
 */

#include "base/buf.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_scan.h"
#include "examine/inspect.h"
#include "examine/models/model_graph.h"
#include "examine/text/seen.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"

struct document {
    struct json_scan scan;
    struct evidence *evidence;
    struct seen files;
    struct buf last; /* the file named before: tensors of one file stand together */
    uint64_t count;
    bool has_map;
};

static void note_outside(struct document *document)
{
    const struct json_scan *scan = &document->scan;
    const struct assay_place place = {.offset = scan->at};
    CLEANUP(buf_clear) struct buf detail;

    buf_init(&detail, LIMIT_FACT_TEXT);
    buf_text(&detail, "reads from outside of its folder: ");
    buf_add(&detail, scan->text.data, scan->text.size);
    evidence_load(document->evidence, ASSAY_LOAD_DANGEROUS);
    evidence_observe(document->evidence, GRAPH_OUTSIDE_DATA, ASSAY_HIGH, &place,
                     buf_bytes(&detail));
}

static ASSAY_RESULT add_file(struct document *document)
{
    struct json_scan *scan = &document->scan;
    struct claim_words words = {
        .role = ASSAY_CLAIM_SHARD, .name = scan->text, .size = ASSAY_NO_SIZE, .offset = scan->at};
    enum assay_status status;
    bool again;

    if (bytes_equal(scan->text, buf_bytes(&document->last)) && document->count > 0)
        return ASSAY_OK;
    buf_reset(&document->last);
    buf_add(&document->last, scan->text.data, scan->text.size);
    TRY(buf_status(&document->last, scan->cursor->err));
    status = seen_add(&document->files, scan->text, LIMIT_CLAIMS, &again);
    if (status != ASSAY_OK)
        return cursor_fail_at(scan->cursor, status, scan->at, "more than %u files", LIMIT_CLAIMS);
    if (again)
        return ASSAY_OK;
    document->count++;
    if (claim_name_is_safe(scan->text))
        evidence_claim(document->evidence, &words);
    else
        note_outside(document);
    return ASSAY_OK;
}

static ASSAY_RESULT fail_repeated(struct json_scan *scan)
{
    return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at,
                          "a name stands twice in one object");
}

static ASSAY_RESULT read_map(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_OBJECT)
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at, "weight_map is no object");
    document->has_map = true;
    for (;;) {
        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            return ASSAY_OK;
        if (scan->repeated)
            return fail_repeated(scan);
        TRY(json_next(scan, &token));
        if (token != JSON_TEXT || scan->cut)
            return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at,
                                  "a tensor is in no file: a name is expected");
        TRY(add_file(document));
    }
}

static ASSAY_RESULT read_metadata(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_OBJECT)
        return json_skip(scan, token);
    for (;;) {
        bool total;

        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            return ASSAY_OK;
        total = bytes_equal(scan->text, BYTES("total_size"));
        TRY(json_next(scan, &token));
        if (total && token == JSON_INT && !scan->negative)
            evidence_int(document->evidence, ASSAY_FACT_MODEL_TENSOR_BYTES, DECLARED,
                         scan->integer);
        TRY(json_skip(scan, token));
    }
}

static ASSAY_RESULT read_document(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    TRY(json_next(scan, &token));
    if (token != JSON_OBJECT)
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, 0, "an object is expected");
    for (;;) {
        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            break;
        if (scan->repeated)
            return fail_repeated(scan);
        if (bytes_equal(scan->text, BYTES("weight_map"))) {
            TRY(read_map(document));
        } else if (bytes_equal(scan->text, BYTES("metadata"))) {
            TRY(read_metadata(document));
        } else {
            TRY(json_next(scan, &token));
            TRY(json_skip(scan, token));
        }
    }
    if (!document->has_map)
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, 0, "an index without a weight_map");
    return json_next(scan, &token);
}

static enum assay_status shard_index_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    struct document document = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    buf_init(&document.last, LIMIT_NAME);
    json_scan_init(&document.scan, cursor,
                   &(struct json_options){.text_max = LIMIT_NAME, .find_repeats = true});
    status = read_document(&document);
    evidence_int(evidence, ASSAY_FACT_MODEL_SHARDS, MEASURED, document.count);
    json_scan_clear(&document.scan);
    seen_clear(&document.files);
    buf_clear(&document.last);
    return status;
}

/* "model.safetensors.index.json", or with a variant "model.safetensors.index.fp16.json". */
static bool is_index_name(struct bytes name)
{
    static const char *const infixes[] = {".safetensors.index.", ".bin.index.", ".h5.index.",
                                          ".msgpack.index."};

    if (!bytes_ends(name, BYTES(".json")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(infixes); i++)
        if (memmem(name.data, name.size, infixes[i], strlen(infixes[i])))
            return true;
    return false;
}

static unsigned shard_index_bid(const struct subject *subject)
{
    enum { BID_NAME = 8, BID = 8 * 11 /* "metadata", quoted, and a brace */ };
    struct bytes head = subject->head;

    if (!is_index_name(subject->name))
        return 0;
    return bytes_contain(head, "\"metadata\"") || bytes_contain(head, "\"weight_map\"") ? BID
                                                                                        : BID_NAME;
}

const struct inspector inspect_shard_index = {.format = "shard-index",
                                              .kind = ASSAY_KIND_CONFIG,
                                              .text = true,
                                              .gap = GAP_MODEL_INVALID,
                                              .bid = shard_index_bid,
                                              .read = shard_index_read};
