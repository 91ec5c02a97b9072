/*
 * tensorflow.c - types, shapes and tensors of TensorFlow.
 * Source: core/framework/types.proto, tensor_shape.proto, tensor.proto.
 */

#include "examine/models/tensorflow.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"

static const struct model_graph_dtype dtypes[] = {
    [1] = {"F32", 32},         [2] = {"F64", 64},         [3] = {"I32", 32},
    [4] = {"U8", 8},           [5] = {"I16", 16},         [6] = {"I8", 8},
    [7] = {"STRING", 0},       [8] = {"C64", 64},         [9] = {"I64", 64},
    [10] = {"BOOL", 8},        [11] = {"I8", 8},          [12] = {"U8", 8},
    [13] = {"I32", 32},        [14] = {"BF16", 16},       [15] = {"I16", 16},
    [16] = {"U16", 16},        [17] = {"U16", 16},        [18] = {"C128", 128},
    [19] = {"F16", 16},        [20] = {"RESOURCE", 0},    [21] = {"VARIANT", 0},
    [22] = {"U32", 32},        [23] = {"U64", 64},        [24] = {"F8_E5M2", 8},
    [25] = {"F8_E4M3", 8},     [26] = {"F8_E4M3FNUZ", 8}, [27] = {"F8_E4M3B11FNUZ", 8},
    [28] = {"F8_E5M2FNUZ", 8}, [29] = {"I4", 4},          [30] = {"U4", 4},
    [31] = {"I2", 2},          [32] = {"U2", 2},
};

const struct model_graph_dtype *tensorflow_dtype(uint64_t number)
{
    enum { REFERENCE = 100 }; /* added to the type of a variable of TensorFlow 1 */

    if (number > REFERENCE)
        number -= REFERENCE;
    return number < ARRAY_LEN(dtypes) && dtypes[number].name ? &dtypes[number] : NULL;
}

void tensorflow_init(struct tensorflow *tf, struct cursor *cursor, struct evidence *evidence)
{
    *tf = (struct tensorflow){.node_count = 0};
    proto_init(&tf->proto, cursor);
    model_graph_init(&tf->graph, cursor, evidence);
    buf_init(&tf->text, LIMIT_DOCUMENT);
}

void tensorflow_clear(struct tensorflow *tf)
{
    buf_clear(&tf->text);
    table_files_clear(&tf->table_files);
    model_graph_clear(&tf->graph);
}

void tensorflow_end(struct tensorflow *tf)
{
    bool objects = tf->object_count > 0;

    table_files_end(&tf->table_files, &tf->graph);
    if (ckd_add(&tf->graph.parameters, tf->graph.parameters,
                objects ? tf->object_variables : tf->node_variables))
        tf->graph.counted = false;
    tf->graph.tensors += objects ? tf->object_count : tf->node_count;
    tf->graph.sized = tf->graph.sized && !objects && tf->node_count == 0;
    model_graph_end(&tf->graph);
}

static ASSAY_RESULT read_dimension(struct tensorflow *tf, const struct proto_field *outer,
                                   uint64_t *size)
{
    struct proto_field field;
    bool more;

    *size = 0;
    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_VARINT))
            *size = field.value;
    }
}

static void show_dimension(struct buf *shown, uint64_t size)
{
    if (shown->size > 1)
        buf_byte(shown, ',');
    if (size > INT64_MAX)
        buf_byte(shown, '?');
    else
        buf_u64(shown, size);
}

enum assay_status tensorflow_shape(struct tensorflow *tf, const struct proto_field *outer,
                                   uint64_t *elements, struct buf *shown)
{
    struct proto_field field;
    bool more, open = false, ranked = true;
    uint64_t size, product = 1;

    TRY(proto_enter(&tf->proto, outer));
    if (shown) {
        buf_reset(shown);
        buf_byte(shown, '[');
    }
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(2, PROTO_BYTES)) {
            TRY(read_dimension(tf, &field, &size));
            if (shown)
                show_dimension(shown, size);
            if (size > INT64_MAX || ckd_mul(&product, product, size))
                open = true;
        } else if (field.tag == PROTO_TAG(3, PROTO_VARINT) && field.value) {
            ranked = false;
        }
    }
    *elements = open || !ranked ? UINT64_MAX : product;
    if (shown && ranked)
        buf_byte(shown, ']');
    else if (shown)
        buf_reset(shown);
    return ASSAY_OK;
}

static bool is_path(struct bytes text)
{
    return text.size > 1 && (text.data[0] == '/' || memmem(text.data, text.size, "://", 3) ||
                             memmem(text.data, text.size, "../", 3) ||
                             (text.size > 2 && text.data[1] == ':' && text.data[2] == '\\'));
}

static void keep(struct proto_name *name, struct bytes text)
{
    name->cut = text.size > sizeof name->bytes;
    name->size = name->cut ? sizeof name->bytes : text.size;
    memcpy(name->bytes, text.data, name->size);
}

static ASSAY_RESULT read_tensor_field(struct tensorflow *tf, const struct proto_field *field,
                                      uint64_t *type, uint64_t *elements, struct proto_name *path)
{
    switch (field->tag) {
    case PROTO_TAG(1, PROTO_VARINT):
        *type = field->value;
        return ASSAY_OK;
    case PROTO_TAG(2, PROTO_BYTES):
        return tensorflow_shape(tf, field, elements, NULL);
    case PROTO_TAG(8, PROTO_BYTES): /* string_val */
        TRY(proto_text(&tf->proto, field, LIMIT_NAME, &tf->text));
        if (path->size == 0 && is_path(buf_bytes(&tf->text)))
            keep(path, buf_bytes(&tf->text));
        return ASSAY_OK;
    default:
        return ASSAY_OK;
    }
}

enum assay_status tensorflow_tensor(struct tensorflow *tf, const struct proto_field *outer,
                                    struct proto_name *path)
{
    uint64_t type = 0, elements = 1, content = UINT64_MAX;
    const struct model_graph_dtype *dtype;
    struct proto_field field;
    bool more;

    *path = (struct proto_name){.size = 0};
    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(4, PROTO_BYTES))
            content = field.value;
        TRY(read_tensor_field(tf, &field, &type, &elements, path));
    }
    dtype = tensorflow_dtype(type);
    if (!dtype)
        model_graph_gap(&tf->graph, outer->at, "a tensor of the unknown type %" PRIu64, type);
    if (!dtype || dtype->bits == 0)
        return ASSAY_OK; /* texts and handles are no parameters */
    if (elements == UINT64_MAX) {
        model_graph_gap(&tf->graph, outer->at, "a tensor without a whole shape");
        return ASSAY_OK;
    }
    if (dtype->bits >= 8 && content != UINT64_MAX && content > 0 &&
        elements != content / (dtype->bits / 8))
        model_graph_gap(&tf->graph, outer->at,
                        "a tensor of %" PRIu64 " elements does not take %" PRIu64 " bytes",
                        elements, content);
    model_graph_tensor(&tf->graph, dtype, elements);
    return ASSAY_OK;
}
