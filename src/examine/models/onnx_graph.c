/*
 * onnx_graph.c - nodes of an ONNX model in its graph, in graphs inside of attributes, in functions
 * and in what trains it; tensors in all of these.
 * Source: onnx.proto, GraphProto, NodeProto, AttributeProto, FunctionProto, TrainingInfoProto.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/models/onnx.h"

struct node {
    uint64_t at;
    struct proto_name type, domain;
    struct proto_name context; /* of EPContext: a file, or what was compiled */
    bool embeds;
};

/* Operators of ONNX Runtime and its extensions that call Python of the program around them. */
static const char *const calls_python[] = {"PyCustomOp", "PyOp", "PythonOp", "PythonOpGrad"};

static bool is_own_domain(struct bytes domain)
{
    static const char *const own[] = {
        "",
        "ai.onnx",
        "ai.onnx.ml",
        "ai.onnx.preview",
        "ai.onnx.preview.training",
        "ai.onnx.training",
        "com.microsoft",
        "com.microsoft.dml",
        "com.microsoft.experimental",
        "com.microsoft.mlfeaturizers",
        "com.microsoft.nchwc",
        "com.ms.internal.nhwc",
    };

    return bytes_is_one_of(domain, own, ARRAY_LEN(own));
}

static const struct {
    const char *prefix, *scheme;
} quantised[] = {
    {"DequantizeLinear", "QDQ"},       {"DynamicQuantize", "dynamic"},
    {"GatherBlockQuantized", "block"}, {"MatMulBnb4", "bitsandbytes 4 bits"},
    {"MatMulInteger", "integer"},      {"MatMulNBits", "n bits"},
    {"QLinear", "QOperator"},
};

static void note_quantisation(struct onnx *onnx, struct bytes type)
{
    for (size_t i = 0; i < ARRAY_LEN(quantised); i++)
        if (bytes_starts(type, bytes_text(quantised[i].prefix)))
            evidence_set(onnx->graph.evidence, ASSAY_FACT_MODEL_QUANTISATION, MEASURED,
                         bytes_text(quantised[i].scheme));
}

/* ONNX Runtime's node for what was compiled for a device: nobody sees what it computes. */
static ASSAY_RESULT judge_compiled(struct onnx *onnx, const struct node *node)
{
    model_graph_observe(&onnx->graph, ASSAY_LOAD_SUSPICIOUS, GRAPH_CUSTOM_OPERATOR, node->at,
                        "code that was compiled for a device: ", proto_name_bytes(&node->type));
    if (node->embeds || node->context.size == 0)
        return ASSAY_OK;
    return model_graph_external(&onnx->graph, proto_name_bytes(&node->context), 0, 0, node->at);
}

static ASSAY_RESULT judge_node(struct onnx *onnx, const struct node *node)
{
    struct bytes type = proto_name_bytes(&node->type), domain = proto_name_bytes(&node->domain);

    if (bytes_equal(domain, BYTES("ai.onnx")))
        domain = BYTES(""); /* two names of one domain */
    TRY(model_graph_operator(&onnx->graph, domain, type, !is_own_domain(domain), node->at));
    note_quantisation(onnx, type);
    for (size_t i = 0; i < ARRAY_LEN(calls_python); i++)
        if (bytes_equal(type, bytes_text(calls_python[i])))
            model_graph_observe(&onnx->graph, ASSAY_LOAD_DANGEROUS, GRAPH_HOST_CODE, node->at,
                                "operator that calls Python: ", type);
    if (bytes_equal(type, BYTES("EPContext")))
        return judge_compiled(onnx, node);
    return ASSAY_OK;
}

/* NOLINTBEGIN(misc-no-recursion): a graph in an attribute of a node of a graph, each a message in a
 * message, so that PROTO_DEPTH bounds it */

/* What one field of an attribute holds besides its name and its text. */
static ASSAY_RESULT read_attribute_value(struct onnx *onnx, const struct proto_field *field)
{
    switch (field->tag) {
    case PROTO_TAG(5, PROTO_BYTES):  /* t */
    case PROTO_TAG(10, PROTO_BYTES): /* tensors */
        return onnx_tensor(onnx, field, true, NULL);
    case PROTO_TAG(6, PROTO_BYTES):  /* g */
    case PROTO_TAG(11, PROTO_BYTES): /* graphs */
        return onnx_graph(onnx, field, false);
    case PROTO_TAG(22, PROTO_BYTES): /* sparse_tensor */
    case PROTO_TAG(23, PROTO_BYTES): /* sparse_tensors */
        return onnx_sparse_tensor(onnx, field);
    default:
        return ASSAY_OK;
    }
}

static ASSAY_RESULT read_attribute(struct onnx *onnx, const struct proto_field *outer,
                                   struct node *node)
{
    struct proto_name name = {.size = 0}, text = {.size = 0};
    struct proto_field field;
    uint64_t number = 0;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(onnx_read_name(onnx, &field, &name));
        else if (field.tag == PROTO_TAG(3, PROTO_VARINT))
            number = field.value;
        else if (field.tag == PROTO_TAG(4, PROTO_BYTES) && field.value <= sizeof text.bytes)
            TRY(onnx_read_name(onnx, &field, &text));
        else
            TRY(read_attribute_value(onnx, &field));
    }
    if (bytes_equal(proto_name_bytes(&name), BYTES("ep_cache_context")))
        node->context = text;
    else if (bytes_equal(proto_name_bytes(&name), BYTES("embed_mode")))
        node->embeds = number == 1;
    return ASSAY_OK;
}

static ASSAY_RESULT read_node(struct onnx *onnx, const struct proto_field *outer)
{
    struct node node = {.at = outer->at, .embeds = true};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            return judge_node(onnx, &node);
        if (field.tag == PROTO_TAG(4, PROTO_BYTES))
            TRY(onnx_read_name(onnx, &field, &node.type));
        else if (field.tag == PROTO_TAG(5, PROTO_BYTES))
            TRY(read_attribute(onnx, &field, &node));
        else if (field.tag == PROTO_TAG(7, PROTO_BYTES))
            TRY(onnx_read_name(onnx, &field, &node.domain));
    }
}

/* Before IR version 4 each initializer was an input as well. */
static ASSAY_RESULT read_initializer(struct onnx *onnx, const struct proto_field *field, bool main)
{
    struct proto_name name = {.size = 0};
    enum assay_status status;
    bool again;

    TRY(onnx_tensor(onnx, field, true, main ? &name : NULL));
    if (!main || name.size == 0)
        return ASSAY_OK;
    status = seen_add(&onnx->initializers, proto_name_bytes(&name), LIMIT_TENSORS, &again);
    if (status == ASSAY_OK && again)
        model_graph_gap(&onnx->graph, field->at, "a tensor that is told twice");
    return status == ASSAY_OK ? ASSAY_OK
                              : cursor_fail_at(onnx->proto.cursor, status, field->at,
                                               "more than %u tensors", LIMIT_TENSORS);
}

static ASSAY_RESULT read_end_point(struct onnx *onnx, const struct proto_field *field,
                                   enum assay_fact_id fact)
{
    CLEANUP(buf_clear) struct buf line;
    struct proto_name name;

    buf_init(&line, LIMIT_FACT_TEXT);
    TRY(onnx_value_info(onnx, field, &line, &name));
    if (fact == ASSAY_FACT_MODEL_INPUT_SIGNATURE &&
        seen_has(&onnx->initializers, proto_name_bytes(&name)))
        return ASSAY_OK;
    evidence_list(onnx->graph.evidence, fact, MEASURED, buf_bytes(&line));
    return ASSAY_OK;
}

static ASSAY_RESULT read_graph_field(struct onnx *onnx, const struct proto_field *field, bool main)
{
    switch (field->tag) {
    case PROTO_TAG(1, PROTO_BYTES):
        return read_node(onnx, field);
    case PROTO_TAG(2, PROTO_BYTES):
        if (!main || field->value == 0)
            return ASSAY_OK;
        TRY(proto_text(&onnx->proto, field, LIMIT_FACT_TEXT, &onnx->text));
        evidence_text(onnx->graph.evidence, ASSAY_FACT_MODEL_NAME, DECLARED,
                      buf_bytes(&onnx->text));
        return ASSAY_OK;
    case PROTO_TAG(5, PROTO_BYTES):
        return read_initializer(onnx, field, main);
    case PROTO_TAG(11, PROTO_BYTES):
        return main ? read_end_point(onnx, field, ASSAY_FACT_MODEL_INPUT_SIGNATURE) : ASSAY_OK;
    case PROTO_TAG(12, PROTO_BYTES):
        return main ? read_end_point(onnx, field, ASSAY_FACT_MODEL_OUTPUT_SIGNATURE) : ASSAY_OK;
    case PROTO_TAG(15, PROTO_BYTES):
        return onnx_sparse_tensor(onnx, field);
    default:
        return ASSAY_OK;
    }
}

enum assay_status onnx_graph(struct onnx *onnx, const struct proto_field *outer, bool main)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(read_graph_field(onnx, &field, main));
    }
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status onnx_operator_set(struct onnx *onnx, const struct proto_field *outer)
{
    struct proto_name domain = {.size = 0};
    struct proto_field field;
    uint64_t version = 0;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(onnx_read_name(onnx, &field, &domain));
        else if (field.tag == PROTO_TAG(2, PROTO_VARINT))
            version = field.value;
    }
    buf_reset(&onnx->text);
    if (domain.size > 0)
        buf_add(&onnx->text, domain.bytes, domain.size);
    else
        buf_text(&onnx->text, "ai.onnx");
    buf_printf(&onnx->text, ": %" PRId64, (int64_t)version);
    evidence_set(onnx->graph.evidence, ASSAY_FACT_MODEL_OPERATOR_SETS, MEASURED,
                 buf_bytes(&onnx->text));
    return ASSAY_OK;
}

enum assay_status onnx_function(struct onnx *onnx, const struct proto_field *outer)
{
    struct proto_name name = {.size = 0}, domain = {.size = 0};
    struct proto_field field;
    struct node defaults;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            return model_graph_function(&onnx->graph, proto_name_bytes(&domain),
                                        proto_name_bytes(&name), outer->at);
        switch (field.tag) {
        case PROTO_TAG(1, PROTO_BYTES):
            TRY(onnx_read_name(onnx, &field, &name));
            break;
        case PROTO_TAG(7, PROTO_BYTES):
            TRY(read_node(onnx, &field));
            break;
        case PROTO_TAG(9, PROTO_BYTES):
            TRY(onnx_operator_set(onnx, &field));
            break;
        case PROTO_TAG(10, PROTO_BYTES):
            TRY(onnx_read_name(onnx, &field, &domain));
            break;
        case PROTO_TAG(11, PROTO_BYTES): /* attribute_proto: defaults of attributes */
            TRY(read_attribute(onnx, &field, &defaults));
            break;
        default:
            break;
        }
    }
}

enum assay_status onnx_training(struct onnx *onnx, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES) || field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(onnx_graph(onnx, &field, false));
    }
}
