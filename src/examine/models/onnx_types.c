/*
 * onnx_types.c - inputs and outputs of an ONNX model as one line each.
 * Source: onnx.proto, ValueInfoProto, TypeProto, TensorShapeProto.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/models/onnx.h"

/* A dimension: its size, or ? where it is a name or left open. */
static ASSAY_RESULT read_dimension(struct onnx *onnx, const struct proto_field *outer,
                                   struct buf *out)
{
    struct proto_field field;
    uint64_t size = 0;
    bool more, fixed = false;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_VARINT) && field.value <= INT64_MAX) {
            fixed = true;
            size = field.value;
        }
    }
    if (out->size > 1)
        buf_byte(out, ',');
    if (fixed)
        buf_u64(out, size);
    else
        buf_byte(out, '?');
    return ASSAY_OK;
}

static ASSAY_RESULT read_shape(struct onnx *onnx, const struct proto_field *outer, struct buf *out)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    buf_reset(out);
    buf_byte(out, '[');
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_dimension(onnx, &field, out));
    }
    buf_byte(out, ']');
    return ASSAY_OK;
}

/* TypeProto.Tensor and TypeProto.SparseTensor */
static ASSAY_RESULT read_tensor_type(struct onnx *onnx, const struct proto_field *outer,
                                     struct buf *out)
{
    CLEANUP(buf_clear) struct buf shape;
    const struct model_graph_dtype *dtype = NULL;
    struct proto_field field;
    bool more;

    buf_init(&shape, LIMIT_FACT_TEXT);
    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_VARINT))
            dtype = onnx_dtype(field.value);
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_shape(onnx, &field, &shape));
    }
    buf_text(out, dtype ? dtype->name : "?");
    buf_add(out, shape.data, shape.status == ASSAY_OK ? shape.size : 0);
    return ASSAY_OK;
}

static ASSAY_RESULT read_type(struct onnx *onnx, const struct proto_field *outer, struct buf *out);

/* Sequence, Optional (1: elem_type) and Map (1: key_type, a number; 2: value_type).
 * NOLINTNEXTLINE(misc-no-recursion): bounded by PROTO_DEPTH */
static ASSAY_RESULT read_nested(struct onnx *onnx, const struct proto_field *outer,
                                const char *what, struct buf *out)
{
    const struct model_graph_dtype *key;
    struct proto_field field;
    bool more;

    buf_text(out, what);
    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES) || field.tag == PROTO_TAG(2, PROTO_BYTES)) {
            TRY(read_type(onnx, &field, out));
        } else if (field.tag == PROTO_TAG(1, PROTO_VARINT)) {
            key = onnx_dtype(field.value);
            buf_text(out, key ? key->name : "?");
            buf_byte(out, ',');
        }
    }
    buf_byte(out, ')');
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by PROTO_DEPTH */
static ASSAY_RESULT read_type(struct onnx *onnx, const struct proto_field *outer, struct buf *out)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        switch (field.tag) {
        case PROTO_TAG(1, PROTO_BYTES):
        case PROTO_TAG(8, PROTO_BYTES):
            TRY(read_tensor_type(onnx, &field, out));
            break;
        case PROTO_TAG(4, PROTO_BYTES):
            TRY(read_nested(onnx, &field, "sequence(", out));
            break;
        case PROTO_TAG(5, PROTO_BYTES):
            TRY(read_nested(onnx, &field, "map(", out));
            break;
        case PROTO_TAG(9, PROTO_BYTES):
            TRY(read_nested(onnx, &field, "optional(", out));
            break;
        default:
            break;
        }
    }
}

enum assay_status onnx_value_info(struct onnx *onnx, const struct proto_field *outer,
                                  struct buf *out, struct proto_name *name)
{
    CLEANUP(buf_clear) struct buf type;
    struct proto_field field;
    bool more;

    buf_init(&type, LIMIT_FACT_TEXT);
    name->size = 0;
    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(onnx_read_name(onnx, &field, name));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_type(onnx, &field, &type));
    }
    buf_reset(out);
    text_show(out, proto_name_bytes(name));
    buf_text(out, ": ");
    buf_add(out, type.data, type.status == ASSAY_OK ? type.size : 0);
    return ASSAY_OK;
}
