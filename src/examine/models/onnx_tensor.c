/*
 * onnx_tensor.c - tensors of an ONNX model: type, shape, and where their bytes are.
 * Source: onnx.proto, TensorProto and SparseTensorProto; docs/ExternalData.md.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/models/onnx.h"

/* TensorProto.DataType */
static const struct model_graph_dtype dtypes[] = {
    [1] = {"F32", 32},     [2] = {"U8", 8},           [3] = {"I8", 8},
    [4] = {"U16", 16},     [5] = {"I16", 16},         [6] = {"I32", 32},
    [7] = {"I64", 64},     [8] = {"STRING", 0},       [9] = {"BOOL", 8},
    [10] = {"F16", 16},    [11] = {"F64", 64},        [12] = {"U32", 32},
    [13] = {"U64", 64},    [14] = {"C64", 64},        [15] = {"C128", 128},
    [16] = {"BF16", 16},   [17] = {"F8_E4M3", 8},     [18] = {"F8_E4M3FNUZ", 8},
    [19] = {"F8_E5M2", 8}, [20] = {"F8_E5M2FNUZ", 8}, [21] = {"U4", 4},
    [22] = {"I4", 4},      [23] = {"F4", 4},          [24] = {"F8_E8M0", 8},
    [25] = {"U2", 2},      [26] = {"I2", 2},
};

const struct model_graph_dtype *onnx_dtype(uint64_t number)
{
    return number < ARRAY_LEN(dtypes) && dtypes[number].name ? &dtypes[number] : NULL;
}

enum assay_status onnx_read_name(struct onnx *onnx, const struct proto_field *field,
                                 struct proto_name *name)
{
    TRY(proto_name(&onnx->proto, field, name));
    return name->cut ? cursor_fail_at(onnx->proto.cursor, ASSAY_EFORMAT, field->at,
                                      "a name of %" PRIu64 " bytes", field->value)
                     : ASSAY_OK;
}

/* Where a tensor's bytes are, outside of the file. */
struct external {
    bool told, length_told;
    uint64_t at, offset, length;
    struct buf location;
};

struct tensor {
    uint64_t at, type, elements;
    uint64_t raw; /* bytes of raw_data */
    bool has_raw, wrong_shape;
    struct external external;
};

/* A StringStringEntryProto: location, offset, length, checksum. */
static ASSAY_RESULT read_external(struct onnx *onnx, const struct proto_field *entry,
                                  struct external *external)
{
    CLEANUP(buf_clear) struct buf value;
    struct proto_name key = {.size = 0};
    struct proto_field field;
    bool more, number = true;

    buf_init(&value, LIMIT_NAME);
    TRY(proto_enter(&onnx->proto, entry));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(onnx_read_name(onnx, &field, &key));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(proto_text(&onnx->proto, &field, LIMIT_NAME, &value));
    }
    external->told = true;
    external->at = entry->at;
    if (bytes_equal(proto_name_bytes(&key), BYTES("location"))) {
        buf_reset(&external->location);
        buf_add(&external->location, value.data, value.size);
        return buf_status(&external->location, onnx->proto.cursor->err);
    }
    if (bytes_equal(proto_name_bytes(&key), BYTES("offset")))
        number = text_u64(buf_bytes(&value), &external->offset);
    else if (bytes_equal(proto_name_bytes(&key), BYTES("length")))
        number = external->length_told = text_u64(buf_bytes(&value), &external->length);
    if (!number)
        model_graph_gap(&onnx->graph, entry->at, "the place of a tensor in its file is no number");
    return ASSAY_OK;
}

static ASSAY_RESULT read_dims(struct onnx *onnx, const struct proto_field *field,
                              struct tensor *tensor)
{
    for (bool more = true;;) {
        uint64_t size;

        TRY(proto_varint(&onnx->proto, field, &size, &more));
        if (!more)
            return ASSAY_OK;
        if (size > INT64_MAX || ckd_mul(&tensor->elements, tensor->elements, size))
            tensor->wrong_shape = true;
    }
}

static ASSAY_RESULT read_fields(struct onnx *onnx, struct tensor *tensor, struct proto_name *name)
{
    struct proto_field field;
    bool more;

    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        switch (field.tag) {
        case PROTO_TAG(1, PROTO_BYTES):
        case PROTO_TAG(1, PROTO_VARINT):
            TRY(read_dims(onnx, &field, tensor));
            break;
        case PROTO_TAG(2, PROTO_VARINT):
            tensor->type = field.value;
            break;
        case PROTO_TAG(8, PROTO_BYTES):
            if (name && field.value <= sizeof name->bytes)
                TRY(onnx_read_name(onnx, &field, name));
            break;
        case PROTO_TAG(9, PROTO_BYTES):
            tensor->has_raw = true;
            tensor->raw = field.value;
            break;
        case PROTO_TAG(13, PROTO_BYTES):
            TRY(read_external(onnx, &field, &tensor->external));
            break;
        default:
            break;
        }
    }
}

/* Bytes of all elements, or UINT64_MAX where that is not known. */
static uint64_t bytes_of_tensor(const struct tensor *tensor, const struct model_graph_dtype *dtype)
{
    uint64_t bits;

    if (!dtype || dtype->bits == 0 || tensor->wrong_shape ||
        ckd_mul(&bits, tensor->elements, (uint64_t)dtype->bits))
        return UINT64_MAX;
    return bits / 8 + (bits % 8 != 0);
}

static ASSAY_RESULT end_external(struct onnx *onnx, const struct tensor *tensor, uint64_t bytes)
{
    const struct external *external = &tensor->external;

    if (external->location.size == 0) {
        model_graph_gap(&onnx->graph, external->at, "a tensor in another file that is not named");
        return ASSAY_OK;
    }
    if (external->length_told && bytes != UINT64_MAX && external->length != bytes)
        model_graph_gap(&onnx->graph, external->at,
                        "a tensor of %" PRIu64 " bytes of which another file holds %" PRIu64, bytes,
                        external->length);
    if (external->length_told || bytes == UINT64_MAX)
        bytes = external->length;
    return model_graph_external(&onnx->graph, buf_bytes(&external->location), external->offset,
                                bytes, external->at);
}

static ASSAY_RESULT end_tensor(struct onnx *onnx, const struct tensor *tensor, bool counts)
{
    const struct model_graph_dtype *dtype = onnx_dtype(tensor->type);
    uint64_t bytes = bytes_of_tensor(tensor, dtype);

    if (!dtype)
        model_graph_gap(&onnx->graph, tensor->at, "a tensor of the unknown type %" PRIu64,
                        tensor->type);
    if (tensor->wrong_shape)
        model_graph_gap(&onnx->graph, tensor->at, "a shape of more elements than can be counted");
    else if (tensor->has_raw && !tensor->external.told && bytes != tensor->raw && dtype)
        model_graph_gap(&onnx->graph, tensor->at,
                        "a tensor of %" PRIu64 " elements does not take %" PRIu64 " bytes",
                        tensor->elements, tensor->raw);
    if (counts && !tensor->wrong_shape)
        model_graph_tensor(&onnx->graph, dtype, tensor->elements);
    return tensor->external.told ? end_external(onnx, tensor, bytes) : ASSAY_OK;
}

enum assay_status onnx_tensor(struct onnx *onnx, const struct proto_field *field, bool counts,
                              struct proto_name *name)
{
    struct tensor tensor = {.at = field->at, .elements = 1};
    enum assay_status status;

    buf_init(&tensor.external.location, LIMIT_NAME);
    status = proto_enter(&onnx->proto, field);
    if (status == ASSAY_OK)
        status = read_fields(onnx, &tensor, name);
    if (status == ASSAY_OK)
        status = end_tensor(onnx, &tensor, counts);
    buf_clear(&tensor.external.location);
    return status;
}

enum assay_status onnx_sparse_tensor(struct onnx *onnx, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&onnx->proto, outer));
    for (;;) {
        TRY(proto_next(&onnx->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES) || field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(onnx_tensor(onnx, &field, proto_number(&field) == 1, NULL));
    }
}
