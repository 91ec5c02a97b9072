/*
 * inspect_onnx.c - ONNX models: what the graph computes, what it takes and gives, its weights in
 * the file and beside it, and what the file says of itself.
 *
 * The format has no magic and its fields may come in any order, any number of times, so that all of
 * it is read before it is judged. Source: onnx, onnx.proto, ModelProto; docs/IR.md, "Models".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/protobuf_shape.h"
#include "examine/inspect.h"
#include "examine/models/onnx.h"
#include "examine/models/yolo_settings.h"
#include "examine/python/custom_code.h"
#include "examine/words/spdx.h"

/* What the first bytes of the parts look like; see proto_likeness(). */
static const struct proto_shape node_shape[] = {
    {1, PROTO_BYTES, true, NULL},   {2, PROTO_BYTES, true, NULL},   {3, PROTO_BYTES, true, NULL},
    {4, PROTO_BYTES, true, NULL},   {5, PROTO_BYTES, false, NULL},  {6, PROTO_BYTES, true, NULL},
    {7, PROTO_BYTES, true, NULL},   {8, PROTO_BYTES, true, NULL},   {9, PROTO_BYTES, false, NULL},
    {10, PROTO_BYTES, false, NULL}, {0, PROTO_VARINT, false, NULL},
};
static const struct proto_shape tensor_shape[] = {
    {1, PROTO_BYTES, false, NULL},  {1, PROTO_VARINT, false, NULL}, {2, PROTO_VARINT, false, NULL},
    {3, PROTO_BYTES, false, NULL},  {4, PROTO_BYTES, false, NULL},  {4, PROTO_FIXED32, false, NULL},
    {5, PROTO_BYTES, false, NULL},  {5, PROTO_VARINT, false, NULL}, {6, PROTO_BYTES, false, NULL},
    {7, PROTO_BYTES, false, NULL},  {7, PROTO_VARINT, false, NULL}, {8, PROTO_BYTES, true, NULL},
    {9, PROTO_BYTES, false, NULL},  {10, PROTO_BYTES, false, NULL}, {11, PROTO_BYTES, false, NULL},
    {12, PROTO_BYTES, true, NULL},  {13, PROTO_BYTES, false, NULL}, {14, PROTO_VARINT, false, NULL},
    {16, PROTO_BYTES, false, NULL}, {0, PROTO_VARINT, false, NULL},
};
static const struct proto_shape value_shape[] = {
    {1, PROTO_BYTES, true, NULL},  {2, PROTO_BYTES, false, NULL},  {3, PROTO_BYTES, true, NULL},
    {4, PROTO_BYTES, false, NULL}, {0, PROTO_VARINT, false, NULL},
};
static const struct proto_shape graph_shape[] = {
    {1, PROTO_BYTES, false, node_shape},   {2, PROTO_BYTES, true, NULL},
    {5, PROTO_BYTES, false, tensor_shape}, {10, PROTO_BYTES, true, NULL},
    {11, PROTO_BYTES, false, value_shape}, {12, PROTO_BYTES, false, value_shape},
    {13, PROTO_BYTES, false, value_shape}, {14, PROTO_BYTES, false, NULL},
    {15, PROTO_BYTES, false, NULL},        {16, PROTO_BYTES, false, NULL},
    {0, PROTO_VARINT, false, NULL},
};
static const struct proto_shape set_shape[] = {
    {1, PROTO_BYTES, true, NULL}, {2, PROTO_VARINT, false, NULL}, {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape pair_shape[] = {
    {1, PROTO_BYTES, true, NULL}, {2, PROTO_BYTES, true, NULL}, {0, PROTO_VARINT, false, NULL}};

enum { SHAPE_GRAPH = 0 };
static const struct proto_shape model_shape[] = {
    [SHAPE_GRAPH] = {7, PROTO_BYTES, false, graph_shape},
    {1, PROTO_VARINT, false, NULL},
    {2, PROTO_BYTES, true, NULL},
    {3, PROTO_BYTES, true, NULL},
    {4, PROTO_BYTES, true, NULL},
    {5, PROTO_VARINT, false, NULL},
    {6, PROTO_BYTES, true, NULL},
    {8, PROTO_BYTES, false, set_shape},
    {14, PROTO_BYTES, false, pair_shape},
    {20, PROTO_BYTES, false, NULL},
    {25, PROTO_BYTES, false, NULL},
    {26, PROTO_BYTES, false, NULL},
    {0, PROTO_VARINT, false, NULL},
};

/* Keys that exporters and people write into the metadata, and the fact that each declares. */
static const struct {
    const char *key;
    enum assay_fact_id fact;
} declared[] = {
    {"architecture", ASSAY_FACT_MODEL_ARCHITECTURE},
    {"author", ASSAY_FACT_MODEL_OWNER},
    {"base_model", ASSAY_FACT_MODEL_BASE_MODEL},
    {"dataset", ASSAY_FACT_MODEL_DATASETS},
    {"datasets", ASSAY_FACT_MODEL_DATASETS},
    {"description", ASSAY_FACT_MODEL_DESCRIPTION},
    {"licence", ASSAY_FACT_MODEL_LICENSE},
    {"license", ASSAY_FACT_MODEL_LICENSE},
    {"model_author", ASSAY_FACT_MODEL_OWNER},
    {"model_license", ASSAY_FACT_MODEL_LICENSE},
    {"model_name", ASSAY_FACT_MODEL_NAME},
    {"model_type", ASSAY_FACT_MODEL_ARCHITECTURE},
    {"model_version", ASSAY_FACT_MODEL_VERSION},
    {"name", ASSAY_FACT_MODEL_NAME},
    {"training_data", ASSAY_FACT_MODEL_DATASETS},
    {"training_dataset", ASSAY_FACT_MODEL_DATASETS},
    {"version", ASSAY_FACT_MODEL_VERSION},
};

static void declare(struct onnx *onnx, enum assay_fact_id fact, struct bytes value)
{
    CLEANUP(buf_clear) struct buf licence;

    buf_init(&licence, SIZE_MAX);
    if (fact == ASSAY_FACT_MODEL_LICENSE) {
        spdx_normalise(value, &licence);
        value = buf_bytes(&licence);
    }
    if (value.size == 0)
        return;
    if (assay_facts[fact].type == ASSAY_VALUE_TEXTS)
        evidence_set(onnx->graph.evidence, fact, DECLARED, value);
    else
        evidence_text(onnx->graph.evidence, fact, DECLARED, value);
}

/* Some readers evaluate a value (yolo_settings.c), however much of it is kept as a fact. */
enum { METADATA_KEPT = 1 << 20 };

static ASSAY_RESULT read_metadata(struct onnx *onnx, const struct proto_field *outer)
{
    struct proto_name key = {.size = 0};
    struct proto_field field;
    bool more;

    buf_reset(&onnx->text);
    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES) && field.value <= sizeof key.bytes)
            TRY(onnx_read_name(onnx, &field, &key));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(proto_text(&onnx->proto, &field, METADATA_KEPT, &onnx->text));
    }
    if (yolo_metadata_runs(proto_name_bytes(&key), buf_bytes(&onnx->text)))
        custom_code(onnx->graph.evidence, ASSAY_LOAD_DANGEROUS, outer->at, proto_name_bytes(&key),
                    buf_bytes(&onnx->text));
    for (size_t i = 0; i < ARRAY_LEN(declared); i++)
        if (bytes_equal(proto_name_bytes(&key), bytes_text(declared[i].key)))
            declare(onnx, declared[i].fact, buf_bytes(&onnx->text));
    return ASSAY_OK;
}

static void tell_number(struct onnx *onnx, enum assay_fact_id fact, enum fact_origin origin,
                        uint64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, number);
    evidence_text(onnx->graph.evidence, fact, origin, bytes_text(text));
}

static ASSAY_RESULT read_text(struct onnx *onnx, const struct proto_field *field,
                              enum assay_fact_id fact)
{
    TRY(proto_text(&onnx->proto, field, LIMIT_FACT_TEXT, &onnx->text));
    declare(onnx, fact, buf_bytes(&onnx->text));
    return ASSAY_OK;
}

/* "pytorch", then "2.1.0" in a field of its own. */
static ASSAY_RESULT read_producer(struct onnx *onnx, const struct proto_field *field,
                                  struct buf *producer)
{
    TRY(proto_text(&onnx->proto, field, LIMIT_FACT_TEXT, &onnx->text));
    if (producer->size > 0 && onnx->text.size > 0)
        buf_byte(producer, ' ');
    buf_add(producer, onnx->text.data, onnx->text.size);
    declare(onnx, ASSAY_FACT_MODEL_PRODUCER, buf_bytes(producer));
    return ASSAY_OK;
}

static ASSAY_RESULT read_main_graph(struct onnx *onnx, const struct proto_field *field)
{
    if (onnx->has_graph)
        model_graph_gap(&onnx->graph, field->at,
                        "a second graph, which readers merge with the first");
    onnx->has_graph = true;
    return onnx_graph(onnx, field, true);
}

static ASSAY_RESULT read_field(struct onnx *onnx, const struct proto_field *field,
                               struct buf *producer)
{
    switch (field->tag) {
    case PROTO_TAG(1, PROTO_VARINT):
        tell_number(onnx, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED, field->value);
        return ASSAY_OK;
    case PROTO_TAG(2, PROTO_BYTES):
    case PROTO_TAG(3, PROTO_BYTES):
        return read_producer(onnx, field, producer);
    case PROTO_TAG(4, PROTO_BYTES):
        return read_text(onnx, field, ASSAY_FACT_MODEL_NAMESPACE);
    case PROTO_TAG(5, PROTO_VARINT):
        if (field->value > 0)
            tell_number(onnx, ASSAY_FACT_MODEL_VERSION, DECLARED, field->value);
        return ASSAY_OK;
    case PROTO_TAG(6, PROTO_BYTES):
        return read_text(onnx, field, ASSAY_FACT_MODEL_DESCRIPTION);
    case PROTO_TAG(7, PROTO_BYTES):
        return read_main_graph(onnx, field);
    case PROTO_TAG(8, PROTO_BYTES):
        return onnx_operator_set(onnx, field);
    case PROTO_TAG(14, PROTO_BYTES):
        return read_metadata(onnx, field);
    case PROTO_TAG(20, PROTO_BYTES):
        return onnx_training(onnx, field);
    case PROTO_TAG(25, PROTO_BYTES):
        return onnx_function(onnx, field);
    default:
        return ASSAY_OK;
    }
}

static ASSAY_RESULT read_model(struct onnx *onnx)
{
    CLEANUP(buf_clear) struct buf producer;
    struct proto_field field;
    bool more;

    buf_init(&producer, SIZE_MAX);
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        TRY(read_field(onnx, &field, &producer));
    }
    return onnx->has_graph
               ? ASSAY_OK
               : cursor_fail_at(onnx->proto.cursor, ASSAY_EFORMAT, 0, "a model without a graph");
}

static unsigned onnx_bid(const struct subject *subject)
{
    enum { BID_NAME = 8, LEAST = 24 };
    uint32_t seen;
    unsigned bits = proto_likeness(subject->head, subject->size, model_shape, &seen);

    if (bits >= LEAST && (seen & 1U << SHAPE_GRAPH))
        return bits;
    return bytes_ends(subject->name, BYTES(".onnx")) ? BID_NAME : 0;
}

static enum assay_status onnx_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct onnx onnx = {.has_graph = false};
    enum assay_status status;

    (void)subject;
    proto_init(&onnx.proto, cursor);
    model_graph_init(&onnx.graph, cursor, evidence);
    buf_init(&onnx.text, LIMIT_FACT_TEXT);
    status = read_model(&onnx);
    model_graph_end(&onnx.graph);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    seen_clear(&onnx.initializers);
    buf_clear(&onnx.text);
    model_graph_clear(&onnx.graph);
    return status;
}

const struct inspector inspect_onnx = {
    .format = "onnx", .kind = ASSAY_KIND_MODEL, .bid = onnx_bid, .read = onnx_read};
