/* coreml_program.c - programs of Core ML: operators, and values whose weights are in files. */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/models/coreml.h"

/* A path, where Core ML keeps "@model_path/" in front of those beside the model. */
static ASSAY_RESULT note_file(struct coreml *coreml, uint64_t offset, uint64_t at)
{
    struct bytes name = buf_bytes(&coreml->text);

    if (bytes_starts(name, BYTES("@model_path/")))
        name = bytes_from(name, strlen("@model_path/"));
    return model_graph_external(&coreml->graph, name, offset, 0, at);
}

/* BlobFileValue: 1 a file, 2 the offset in it. */
static ASSAY_RESULT read_blob(struct coreml *coreml, const struct proto_field *outer)
{
    struct proto_field field;
    uint64_t offset = 0;
    bool more;

    buf_reset(&coreml->text);
    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_text(&coreml->proto, &field, LIMIT_NAME, &coreml->text));
        else if (field.tag == PROTO_TAG(2, PROTO_VARINT))
            offset = field.value;
    }
    return note_file(coreml, offset, outer->at);
}

/* The product of a TensorType: 1 type, 3 dimensions {1 constant {1 size}}. */
struct mil_type {
    uint64_t type, elements;
    bool open;
};

/* NOLINTBEGIN(misc-no-recursion): programs and types nest as messages do: PROTO_DEPTH bounds it */

static ASSAY_RESULT read_mil_type(struct coreml *coreml, const struct proto_field *outer,
                                  struct mil_type *type, unsigned level)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        /* ValueType.tensorType, TensorType.dimensions, Dimension.constant */
        if (level < 3 && field.tag == PROTO_TAG(level == 1 ? 3 : 1, PROTO_BYTES))
            TRY(read_mil_type(coreml, &field, type, level + 1));
        else if (level == 1 && field.tag == PROTO_TAG(1, PROTO_VARINT))
            type->type = field.value;
        else if ((level == 2 && field.tag == PROTO_TAG(2, PROTO_BYTES)) ||
                 (level == 3 && field.tag == PROTO_TAG(1, PROTO_VARINT) &&
                  ckd_mul(&type->elements, type->elements, field.value)))
            type->open = true;
    }
}

static const struct model_graph_dtype *mil_dtype(uint64_t number)
{
    static const struct model_graph_dtype dtypes[] = {
        [1] = {"BOOL", 8},   [10] = {"F16", 16}, [11] = {"F32", 32}, [12] = {"F64", 64},
        [13] = {"BF16", 16}, [21] = {"I8", 8},   [22] = {"I16", 16}, [23] = {"I32", 32},
        [24] = {"I64", 64},  [25] = {"I4", 4},   [31] = {"U8", 8},   [32] = {"U16", 16},
        [33] = {"U32", 32},  [34] = {"U64", 64}, [35] = {"U4", 4},   [36] = {"U2", 2},
        [37] = {"U1", 1},    [38] = {"U6", 6},   [39] = {"U3", 3},
    };

    return number < ARRAY_LEN(dtypes) && dtypes[number].name ? &dtypes[number] : NULL;
}

static ASSAY_RESULT read_value(struct coreml *coreml, const struct proto_field *outer)
{
    struct mil_type type = {.elements = 1};
    struct proto_field field;
    bool more, blob = false;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(2, PROTO_BYTES)) {
            TRY(read_mil_type(coreml, &field, &type, 0));
        } else if (field.tag == PROTO_TAG(5, PROTO_BYTES)) {
            blob = true;
            TRY(read_blob(coreml, &field));
        }
    }
    if (blob && !type.open && mil_dtype(type.type))
        model_graph_tensor(&coreml->graph, mil_dtype(type.type), type.elements);
    return ASSAY_OK;
}

enum mil {
    MIL_PROGRAM,
    MIL_FUNCTION,
    MIL_BLOCK,
    MIL_OPERATION,
    MIL_ENTRY_FUNCTION,
    MIL_ENTRY_BLOCK,
    MIL_ENTRY_VALUE,
    MIL_ARGUMENT_ENTRY,
    MIL_ARGUMENT,
    MIL_BINDING
};

/* Which field of a message of MIL holds what: the tree from the program down to its values. */
static const struct {
    enum mil in;
    uint32_t field;
    enum mil holds;
} mil_tree[] = {
    {MIL_PROGRAM, 2, MIL_ENTRY_FUNCTION},  {MIL_ENTRY_FUNCTION, 2, MIL_FUNCTION},
    {MIL_FUNCTION, 3, MIL_ENTRY_BLOCK},    {MIL_ENTRY_BLOCK, 2, MIL_BLOCK},
    {MIL_BLOCK, 3, MIL_OPERATION},         {MIL_OPERATION, 2, MIL_ARGUMENT_ENTRY},
    {MIL_OPERATION, 4, MIL_BLOCK},         {MIL_OPERATION, 5, MIL_ENTRY_VALUE},
    {MIL_ARGUMENT_ENTRY, 2, MIL_ARGUMENT}, {MIL_ARGUMENT, 1, MIL_BINDING},
};

static ASSAY_RESULT read_mil(struct coreml *coreml, const struct proto_field *outer, enum mil in)
{
    struct proto_name name = {.size = 0};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (in == MIL_OPERATION && field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&coreml->proto, &field, &name));
        else if ((in == MIL_ENTRY_VALUE || in == MIL_BINDING) &&
                 field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_value(coreml, &field));
        else
            for (size_t i = 0; i < ARRAY_LEN(mil_tree); i++)
                if (mil_tree[i].in == in &&
                    field.tag == PROTO_TAG(mil_tree[i].field, PROTO_BYTES)) {
                    TRY(read_mil(coreml, &field, mil_tree[i].holds));
                    break;
                }
    }
    return in == MIL_OPERATION ? model_graph_operator(&coreml->graph, BYTES(""),
                                                      proto_name_bytes(&name), name.cut, outer->at)
                               : ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status coreml_program(struct coreml *coreml, const struct proto_field *outer)
{
    return read_mil(coreml, outer, MIL_PROGRAM);
}
