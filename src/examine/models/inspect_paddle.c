/*
 * inspect_paddle.c - programs of PaddlePaddle: operators, variables, what is fed and fetched; and
 * the file of all parameters beside it.
 * Source: Paddle, paddle/fluid/framework/framework.proto;
 * phi/core/framework/dense_tensor_serialize.cc.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/encoding/protobuf.h"
#include "examine/encoding/protobuf_shape.h"
#include "examine/inspect.h"
#include "examine/models/model_graph.h"

/* VarType.Type */
static const struct model_graph_dtype *dtype_of(uint64_t number)
{
    static const struct model_graph_dtype dtypes[] = {
        [0] = {"BOOL", 8},    [1] = {"I16", 16},     [2] = {"I32", 32},     [3] = {"I64", 64},
        [4] = {"F16", 16},    [5] = {"F32", 32},     [6] = {"F64", 64},     [19] = {"U64", 64},
        [20] = {"U8", 8},     [21] = {"I8", 8},      [22] = {"BF16", 16},   [23] = {"C64", 64},
        [24] = {"C128", 128}, [32] = {"F8_E4M3", 8}, [33] = {"F8_E5M2", 8},
    };

    return number < ARRAY_LEN(dtypes) && dtypes[number].name ? &dtypes[number] : NULL;
}

static const struct proto_shape var_shape[] = {
    {1, PROTO_BYTES, true, NULL},   {2, PROTO_BYTES, false, NULL},  {3, PROTO_VARINT, false, NULL},
    {4, PROTO_VARINT, false, NULL}, {5, PROTO_VARINT, false, NULL}, {6, PROTO_VARINT, false, NULL},
    {7, PROTO_BYTES, false, NULL},  {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape op_shape[] = {
    {1, PROTO_BYTES, false, NULL}, {2, PROTO_BYTES, false, NULL},  {3, PROTO_BYTES, true, NULL},
    {4, PROTO_BYTES, false, NULL}, {5, PROTO_VARINT, false, NULL}, {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape block_shape[] = {
    {1, PROTO_VARINT, false, NULL},     {2, PROTO_VARINT, false, NULL},
    {3, PROTO_BYTES, false, var_shape}, {4, PROTO_BYTES, false, op_shape},
    {5, PROTO_VARINT, false, NULL},     {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape program_shape[] = {{1, PROTO_BYTES, false, block_shape},
                                                   {4, PROTO_BYTES, false, NULL},
                                                   {5, PROTO_BYTES, false, NULL},
                                                   {0, PROTO_VARINT, false, NULL}};

struct paddle {
    struct proto proto;
    struct model_graph graph;
    bool any;
};

/* TensorDesc: 1 type, 2 dimensions. */
static ASSAY_RESULT read_tensor_desc(struct proto *proto, uint64_t *type, uint64_t *elements,
                                     bool *open, struct buf *shown)
{
    struct proto_field field;
    bool more;

    *type = UINT64_MAX;
    *elements = 1;
    for (;;) {
        TRY(proto_next(proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_VARINT))
            *type = field.value;
        else if (field.tag == PROTO_TAG(2, PROTO_VARINT) || field.tag == PROTO_TAG(2, PROTO_BYTES))
            for (bool dims = true;;) {
                uint64_t size;

                TRY(proto_varint(proto, &field, &size, &dims));
                if (!dims)
                    break;
                *open = *open || size > INT64_MAX || ckd_mul(elements, *elements, size);
                if (shown->size > 0)
                    buf_byte(shown, ',');
                if (size > INT64_MAX)
                    buf_byte(shown, '?');
                else
                    buf_u64(shown, size);
            }
    }
}

struct variable {
    struct proto_name name;
    uint64_t kind, type, elements;
    bool persistable, open, has_tensor;
    struct buf dims;
};

/* VarType: 1 kind, 3 a tensor in a message of its own: three levels.
 * NOLINTNEXTLINE(misc-no-recursion): bounded by `level` */
static ASSAY_RESULT read_type(struct paddle *paddle, const struct proto_field *outer,
                              struct variable *variable, unsigned level)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&paddle->proto, outer));
    if (level == 2) {
        variable->has_tensor = true;
        return read_tensor_desc(&paddle->proto, &variable->type, &variable->elements,
                                &variable->open, &variable->dims);
    }
    for (;;) {
        TRY(proto_next(&paddle->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (level == 0 && field.tag == PROTO_TAG(1, PROTO_VARINT))
            variable->kind = field.value;
        else if (field.tag == (level == 0 ? PROTO_TAG(3, PROTO_BYTES) : PROTO_TAG(1, PROTO_BYTES)))
            TRY(read_type(paddle, &field, variable, level + 1));
    }
}

static void end_variable(struct paddle *paddle, const struct variable *variable, uint64_t at)
{
    const struct model_graph_dtype *dtype = dtype_of(variable->type);

    if (!variable->has_tensor || !variable->persistable)
        return;
    if (!dtype || variable->open)
        model_graph_gap(&paddle->graph, at, "a parameter whose type or shape is not known");
    else
        model_graph_tensor(&paddle->graph, dtype, variable->elements);
}

static ASSAY_RESULT read_variable_fields(struct paddle *paddle, struct variable *variable)
{
    struct proto_field field;
    bool more;

    for (;;) {
        TRY(proto_next(&paddle->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&paddle->proto, &field, &variable->name));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_type(paddle, &field, variable, 0));
        else if (field.tag == PROTO_TAG(3, PROTO_VARINT))
            variable->persistable = field.value != 0;
    }
}

static ASSAY_RESULT read_variable(struct paddle *paddle, const struct proto_field *outer)
{
    struct variable variable = {.type = UINT64_MAX};
    enum assay_status status;

    buf_init(&variable.dims, LIMIT_FACT_TEXT);
    status = proto_enter(&paddle->proto, outer);
    if (status == ASSAY_OK)
        status = read_variable_fields(paddle, &variable);
    if (status == ASSAY_OK)
        end_variable(paddle, &variable, outer->at);
    buf_clear(&variable.dims);
    return status;
}

static const struct {
    const char *name;
    enum assay_load load;
    const char *class_name, *what;
} reaching[] = {
    {"py_func", ASSAY_LOAD_DANGEROUS, GRAPH_HOST_CODE, "operator that calls Python: "},
    {"py_layer", ASSAY_LOAD_DANGEROUS, GRAPH_HOST_CODE, "operator that calls Python: "},
    {"load", ASSAY_LOAD_SUSPICIOUS, GRAPH_FILE_ACCESS, "operator that reads files: "},
    {"load_combine", ASSAY_LOAD_SUSPICIOUS, GRAPH_FILE_ACCESS, "operator that reads files: "},
    {"save", ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS, "operator that writes files: "},
    {"save_combine", ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS, "operator that writes files: "},
    {"read_file", ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS, "operator that reads files: "},
    {"listen_and_serv", ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS, "operator that is a server: "},
    {"send", ASSAY_LOAD_SUSPICIOUS, GRAPH_FILE_ACCESS, "operator that talks to others: "},
    {"recv", ASSAY_LOAD_SUSPICIOUS, GRAPH_FILE_ACCESS, "operator that talks to others: "},
    {"tensorrt_engine", ASSAY_LOAD_SUSPICIOUS, GRAPH_CUSTOM_OPERATOR, "compiled for a device: "},
    {"lite_engine", ASSAY_LOAD_SUSPICIOUS, GRAPH_CUSTOM_OPERATOR, "compiled for a device: "},
};

/* OpDesc.Var: 2 the variables of one parameter of an operator. */
static ASSAY_RESULT read_arguments(struct paddle *paddle, const struct proto_field *outer,
                                   struct proto_name *name)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&paddle->proto, outer));
    for (;;) {
        TRY(proto_next(&paddle->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(proto_name(&paddle->proto, &field, name));
    }
}

static ASSAY_RESULT read_operator(struct paddle *paddle, const struct proto_field *outer)
{
    struct proto_name kind = {.size = 0}, input = {.size = 0}, output = {.size = 0};
    struct proto_field field;
    struct bytes name;
    bool more;

    TRY(proto_enter(&paddle->proto, outer));
    for (;;) {
        TRY(proto_next(&paddle->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_arguments(paddle, &field, &input));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_arguments(paddle, &field, &output));
        else if (field.tag == PROTO_TAG(3, PROTO_BYTES))
            TRY(proto_name(&paddle->proto, &field, &kind));
    }
    name = proto_name_bytes(&kind);
    if (bytes_equal(name, BYTES("feed")))
        evidence_list(paddle->graph.evidence, ASSAY_FACT_MODEL_INPUT_SIGNATURE, MEASURED,
                      proto_name_bytes(&output));
    if (bytes_equal(name, BYTES("fetch")))
        evidence_list(paddle->graph.evidence, ASSAY_FACT_MODEL_OUTPUT_SIGNATURE, MEASURED,
                      proto_name_bytes(&input));
    for (size_t i = 0; i < ARRAY_LEN(reaching); i++)
        if (bytes_equal(name, bytes_text(reaching[i].name)))
            model_graph_observe(&paddle->graph, reaching[i].load, reaching[i].class_name, outer->at,
                                reaching[i].what, name);
    return model_graph_operator(&paddle->graph, BYTES(""), name, kind.cut, outer->at);
}

static ASSAY_RESULT read_block(struct paddle *paddle, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&paddle->proto, outer));
    for (;;) {
        TRY(proto_next(&paddle->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(3, PROTO_BYTES))
            TRY(read_variable(paddle, &field));
        else if (field.tag == PROTO_TAG(4, PROTO_BYTES))
            TRY(read_operator(paddle, &field));
    }
}

static ASSAY_RESULT read_version(struct paddle *paddle, const struct proto_field *outer)
{
    struct proto_field field;
    char text[24];
    bool more;

    TRY(proto_enter(&paddle->proto, outer));
    for (;;) {
        TRY(proto_next(&paddle->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag != PROTO_TAG(1, PROTO_VARINT))
            continue;
        snprintf(text, sizeof text, "%" PRIu64, field.value);
        evidence_text(paddle->graph.evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED,
                      bytes_text(text));
    }
}

static ASSAY_RESULT read_program(struct paddle *paddle)
{
    struct proto_field field;
    bool more;

    for (;;) {
        TRY(proto_next(&paddle->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES)) {
            paddle->any = true;
            TRY(read_block(paddle, &field));
        } else if (field.tag == PROTO_TAG(4, PROTO_BYTES)) {
            TRY(read_version(paddle, &field));
        }
    }
    return paddle->any ? ASSAY_OK
                       : cursor_fail_at(paddle->proto.cursor, ASSAY_EFORMAT, 0,
                                        "a program without a block");
}

static unsigned paddle_bid(const struct subject *subject)
{
    enum { BID_NAME = 8, LEAST = 32, HAS_BLOCKS = 1 };
    uint32_t seen;
    unsigned bits = proto_likeness(subject->head, subject->size, program_shape, &seen);

    if (bits >= LEAST && (seen & HAS_BLOCKS))
        return bits;
    return bytes_ends(subject->name, BYTES(".pdmodel")) ? BID_NAME : 0;
}

static enum assay_status paddle_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    struct paddle paddle = {.any = false};
    enum assay_status status;

    (void)subject;
    proto_init(&paddle.proto, cursor);
    model_graph_init(&paddle.graph, cursor, evidence);
    status = read_program(&paddle);
    model_graph_end(&paddle.graph);
    model_graph_clear(&paddle.graph);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_paddle = {
    .format = "paddle-program", .kind = ASSAY_KIND_MODEL, .bid = paddle_bid, .read = paddle_read};

/* One tensor of a file of parameters: versions and levels, all 0, a TensorDesc, the data. */
static ASSAY_RESULT read_parameter(struct model_graph *graph, struct cursor *cursor)
{
    CLEANUP(buf_clear) struct buf dims;
    enum { HEAD = 16, DESC_MAX = 4096 };
    static const uint8_t zeros[HEAD];
    uint64_t at = cursor_at(cursor), type, elements, bytes;
    const struct model_graph_dtype *dtype;
    uint8_t desc[DESC_MAX];
    struct cursor inner;
    struct proto proto;
    bool open = false;
    uint32_t size;

    buf_init(&dims, LIMIT_FACT_TEXT);
    TRY(cursor_expect(cursor, zeros, sizeof zeros));
    TRY(cursor_u32le(cursor, &size));
    if (size > sizeof desc)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at + HEAD,
                              "a description of %" PRIu32 " bytes", size);
    TRY(cursor_copy(cursor, desc, size));
    cursor_of_bytes(&inner, bytes_of(desc, size), cursor->err);
    proto_init(&proto, &inner);
    TRY(read_tensor_desc(&proto, &type, &elements, &open, &dims));
    dtype = dtype_of(type);
    if (!dtype || open || ckd_mul(&bytes, elements, (uint64_t)(dtype->bits / 8)))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a tensor whose size is not known");
    model_graph_tensor(graph, dtype, elements);
    return cursor_skip(cursor, bytes);
}

static enum assay_status params_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    enum assay_status status = ASSAY_OK;
    struct model_graph graph;
    bool ended = false;

    (void)subject;
    model_graph_init(&graph, cursor, evidence);
    while (status == ASSAY_OK && !ended) {
        status = read_parameter(&graph, cursor);
        if (status == ASSAY_OK)
            status = cursor_ended(cursor, &ended);
    }
    model_graph_end(&graph);
    model_graph_clear(&graph);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

static unsigned params_bid(const struct subject *subject)
{
    enum { BID = 40, BID_NAME = 8, SIZE_AT = 16, DESC_AT = 20, TYPE = 0x08, TYPES = 64 };
    static const uint8_t zeros[SIZE_AT];
    struct bytes head = subject->head;

    if (bytes_starts(head, bytes_of(zeros, sizeof zeros)) && head.size > DESC_AT + 2 &&
        head.data[SIZE_AT] >= 2 && head.data[SIZE_AT + 1] < 2 && head.data[SIZE_AT + 2] == 0 &&
        head.data[SIZE_AT + 3] == 0 && head.data[DESC_AT] == TYPE && head.data[DESC_AT + 1] < TYPES)
        return BID;
    return bytes_ends(subject->name, BYTES(".pdiparams")) ? BID_NAME : 0;
}

const struct inspector inspect_paddle_params = {.format = "paddle-parameters",
                                                .kind = ASSAY_KIND_MODEL,
                                                .bid = params_bid,
                                                .read = params_read};
