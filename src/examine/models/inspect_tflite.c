/*
 * inspect_tflite.c - models of TensorFlow Lite: operators, tensors with their weights, what the
 * file says of itself. Source: TensorFlow Lite, schema.fbs; the metadata in it,
 * metadata_schema.fbs.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/encoding/flatbuffer.h"
#include "examine/inspect.h"
#include "examine/models/tensorflow.h"
#include "examine/models/tflite.h"
#include "examine/words/spdx.h"

/* Fields of tables by their number. */
enum {
    MODEL_VERSION,
    MODEL_CODES,
    MODEL_SUBGRAPHS,
    MODEL_DESCRIPTION,
    MODEL_BUFFERS,
    MODEL_METADATA = 6,
    MODEL_SIGNATURES,
};
enum { CODE_DEPRECATED, CODE_CUSTOM, CODE_VERSION, CODE_BUILTIN };
enum { GRAPH_TENSORS, GRAPH_INPUTS, GRAPH_OUTPUTS, GRAPH_OPERATORS };
enum {
    TENSOR_SHAPE,
    TENSOR_TYPE,
    TENSOR_BUFFER,
    TENSOR_NAME,
    TENSOR_QUANTISATION,
    TENSOR_SPARSITY = 6,
    TENSOR_SIGNATURE
};
enum { QUANTISATION_SCALE = 2 };
enum { OPERATOR_CODE };
enum { BUFFER_DATA, BUFFER_OFFSET, BUFFER_SIZE };
enum { METADATA_NAME, METADATA_BUFFER };
enum { SIGNATURE_KEY = 2 };
enum { ABOUT_NAME, ABOUT_DESCRIPTION, ABOUT_VERSION, ABOUT_AUTHOR = 4, ABOUT_LICENSE };

struct tflite {
    struct flat flat;
    struct flat_table model;
    struct model_graph graph;
    struct buf text;
    struct flat_vector codes, buffers;
    uint8_t *counted; /* a flag for each buffer: tensors of several graphs share them */
};

/* The bytes of a buffer, in the FlatBuffer or, of large models, behind it. */
static ASSAY_RESULT read_buffer(struct tflite *tflite, uint64_t index, struct flat_vector *data)
{
    struct flat_table buffer;
    uint64_t offset, size;

    *data = (struct flat_vector){.count = 0};
    if (index >= tflite->buffers.count)
        return cursor_fail_at(tflite->flat.cursor, ASSAY_EFORMAT, cursor_at(tflite->flat.cursor),
                              "a tensor in the buffer %" PRIu64 " of %" PRIu64, index,
                              tflite->buffers.count);
    TRY(flat_element(&tflite->buffers, index, &buffer));
    TRY(flat_vector(&buffer, BUFFER_DATA, 1, data));
    TRY(flat_unsigned(&buffer, BUFFER_OFFSET, 8, 0, &offset));
    TRY(flat_unsigned(&buffer, BUFFER_SIZE, 8, 0, &size));
    if (offset <= 1) /* 1 stands for an empty one while it is being written */
        return ASSAY_OK;
    if (offset > tflite->flat.cursor->size || size > tflite->flat.cursor->size - offset)
        return cursor_fail_at(tflite->flat.cursor, ASSAY_EFORMAT, buffer.at,
                              "a buffer that lies behind the end of the file");
    *data = (struct flat_vector){.at = offset, .count = size};
    return ASSAY_OK;
}

static ASSAY_RESULT read_code(struct tflite *tflite, uint64_t index)
{
    struct flat_table code;
    uint64_t old, number;
    const char *name;

    TRY(flat_element(&tflite->codes, index, &code));
    TRY(flat_unsigned(&code, CODE_DEPRECATED, 1, 0, &old));
    TRY(flat_unsigned(&code, CODE_BUILTIN, 4, 0, &number));
    if (number < old) /* the number was one byte first */
        number = old;
    if (number != TFLITE_CUSTOM) {
        name = tflite_operator(number);
        if (!name) {
            model_graph_gap(&tflite->graph, code.at, "the unknown operator %" PRIu64, number);
            return ASSAY_OK;
        }
        return model_graph_operator(&tflite->graph, BYTES(""), bytes_text(name), false, code.at);
    }
    TRY(flat_text(&code, CODE_CUSTOM, LIMIT_FACT_TEXT, &tflite->text));
    if (!bytes_starts(buf_bytes(&tflite->text), BYTES("Flex")))
        return model_graph_operator(&tflite->graph, BYTES("custom"), buf_bytes(&tflite->text),
                                    !tflite_has_custom(buf_bytes(&tflite->text)), code.at);
    return tensorflow_operator(&tflite->graph, BYTES("Flex"),
                               bytes_from(buf_bytes(&tflite->text), 4), code.at);
}

/* The product of a shape; UINT64_MAX where it is not known. */
static ASSAY_RESULT read_shape(const struct flat_table *tensor, unsigned field, uint64_t *elements,
                               struct buf *shown)
{
    struct flat_vector shape;

    TRY(flat_vector(tensor, field, 4, &shape));
    *elements = 1;
    if (shape.count > LIMIT_RANK) {
        *elements = UINT64_MAX;
        return ASSAY_OK;
    }
    for (uint64_t i = 0; i < shape.count; i++) {
        uint64_t size;

        TRY(flat_item(&shape, i, 4, &size));
        if (i > 0)
            buf_byte(shown, ',');
        if (size > INT32_MAX)
            buf_byte(shown, '?');
        else
            buf_u64(shown, size);
        if (size > INT32_MAX || ckd_mul(elements, *elements, size))
            *elements = UINT64_MAX;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT check_size(struct tflite *tflite, const struct flat_table *tensor,
                               const struct model_graph_dtype *dtype, uint64_t elements,
                               uint64_t size)
{
    struct flat_table sparsity;
    uint64_t bits;

    TRY(flat_table(tensor, TENSOR_SPARSITY, &sparsity));
    if (sparsity.flat || dtype->bits == 0)
        return ASSAY_OK;
    if (elements == UINT64_MAX || ckd_mul(&bits, elements, (uint64_t)dtype->bits) ||
        bits / 8 + (bits % 8 != 0) != size)
        model_graph_gap(&tflite->graph, tensor->at,
                        "a tensor whose shape does not take the %" PRIu64 " bytes that it has",
                        size);
    return ASSAY_OK;
}

/* Weights are the tensors that have a buffer. */
static ASSAY_RESULT read_tensor(struct tflite *tflite, const struct flat_table *tensor)
{
    CLEANUP(buf_clear) struct buf shown;
    const struct model_graph_dtype *dtype;
    struct flat_table quantisation;
    struct flat_vector data, scale;
    uint64_t type, index, elements;

    buf_init(&shown, LIMIT_FACT_TEXT);
    TRY(flat_unsigned(tensor, TENSOR_TYPE, 1, 0, &type));
    TRY(flat_unsigned(tensor, TENSOR_BUFFER, 4, 0, &index));
    TRY(read_buffer(tflite, index, &data));
    dtype = tflite_dtype(type);
    if (!dtype) {
        model_graph_gap(&tflite->graph, tensor->at, "a tensor of the unknown type %" PRIu64, type);
        return ASSAY_OK;
    }
    if (data.count == 0 || tflite->counted[index])
        return ASSAY_OK;
    tflite->counted[index] = 1;
    TRY(read_shape(tensor, TENSOR_SHAPE, &elements, &shown));
    TRY(check_size(tflite, tensor, dtype, elements, data.count));
    if (elements != UINT64_MAX && dtype->bits > 0)
        model_graph_tensor(&tflite->graph, dtype, elements);
    TRY(flat_table(tensor, TENSOR_QUANTISATION, &quantisation));
    TRY(flat_vector(&quantisation, QUANTISATION_SCALE, 4, &scale));
    if (scale.count > 0)
        evidence_set(tflite->graph.evidence, ASSAY_FACT_MODEL_QUANTISATION, MEASURED,
                     bytes_text(dtype->name));
    return ASSAY_OK;
}

static ASSAY_RESULT tell_end_point(struct tflite *tflite, const struct flat_vector *tensors,
                                   uint64_t index, enum assay_fact_id fact)
{
    CLEANUP(buf_clear) struct buf line;
    const struct model_graph_dtype *dtype;
    struct flat_vector signature;
    struct flat_table tensor;
    uint64_t type, elements;

    buf_init(&line, LIMIT_FACT_TEXT);
    if (index >= tensors->count)
        return cursor_fail_at(tflite->flat.cursor, ASSAY_EFORMAT, cursor_at(tflite->flat.cursor),
                              "the tensor %" PRIu64 " of %" PRIu64, index, tensors->count);
    TRY(flat_element(tensors, index, &tensor));
    TRY(flat_text(&tensor, TENSOR_NAME, LIMIT_NAME, &tflite->text));
    TRY(flat_unsigned(&tensor, TENSOR_TYPE, 1, 0, &type));
    TRY(flat_vector(&tensor, TENSOR_SIGNATURE, 4, &signature));
    dtype = tflite_dtype(type);
    text_show(&line, buf_bytes(&tflite->text));
    buf_printf(&line, ": %s[", dtype ? dtype->name : "?");
    TRY(read_shape(&tensor, signature.count ? TENSOR_SIGNATURE : TENSOR_SHAPE, &elements, &line));
    buf_byte(&line, ']');
    evidence_list(tflite->graph.evidence, fact, MEASURED, buf_bytes(&line));
    return ASSAY_OK;
}

static ASSAY_RESULT tell_end_points(struct tflite *tflite, const struct flat_table *subgraph,
                                    unsigned field, const struct flat_vector *tensors,
                                    enum assay_fact_id fact)
{
    struct flat_vector indices;
    uint64_t index;

    TRY(flat_vector(subgraph, field, 4, &indices));
    for (uint64_t i = 0; i < indices.count && i < LIMIT_FACT_LIST; i++) {
        TRY(flat_item(&indices, i, 4, &index));
        if (index != UINT32_MAX) /* an input that is left out */
            TRY(tell_end_point(tflite, tensors, index, fact));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_operators(struct tflite *tflite, const struct flat_table *subgraph)
{
    struct flat_vector operators;
    struct flat_table entry;
    uint64_t code;

    TRY(flat_vector(subgraph, GRAPH_OPERATORS, FLAT_OFFSET, &operators));
    for (uint64_t i = 0; i < operators.count; i++) {
        TRY(flat_element(&operators, i, &entry));
        TRY(flat_unsigned(&entry, OPERATOR_CODE, 4, 0, &code));
        if (code >= tflite->codes.count)
            return cursor_fail_at(tflite->flat.cursor, ASSAY_EFORMAT, entry.at,
                                  "the operator %" PRIu64 " of %" PRIu64, code,
                                  tflite->codes.count);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_subgraph(struct tflite *tflite, const struct flat_table *subgraph,
                                  bool main)
{
    struct flat_vector tensors;
    struct flat_table tensor;

    TRY(flat_vector(subgraph, GRAPH_TENSORS, FLAT_OFFSET, &tensors));
    for (uint64_t i = 0; i < tensors.count; i++) {
        TRY(flat_element(&tensors, i, &tensor));
        TRY(read_tensor(tflite, &tensor));
    }
    TRY(read_operators(tflite, subgraph));
    if (!main)
        return ASSAY_OK;
    TRY(tell_end_points(tflite, subgraph, GRAPH_INPUTS, &tensors,
                        ASSAY_FACT_MODEL_INPUT_SIGNATURE));
    return tell_end_points(tflite, subgraph, GRAPH_OUTPUTS, &tensors,
                           ASSAY_FACT_MODEL_OUTPUT_SIGNATURE);
}

/* What the metadata of a model declares: a FlatBuffer in a buffer. */
static ASSAY_RESULT read_about(struct tflite *tflite, const struct flat_vector *data)
{
    static const struct {
        unsigned field;
        enum assay_fact_id fact;
    } declared[] = {
        {ABOUT_NAME, ASSAY_FACT_MODEL_NAME},
        {ABOUT_DESCRIPTION, ASSAY_FACT_MODEL_DESCRIPTION},
        {ABOUT_VERSION, ASSAY_FACT_MODEL_VERSION},
        {ABOUT_AUTHOR, ASSAY_FACT_MODEL_OWNER},
        {ABOUT_LICENSE, ASSAY_FACT_MODEL_LICENSE},
    };
    CLEANUP(buf_clear) struct buf licence;
    struct flat_table root;
    struct flat about;

    buf_init(&licence, SIZE_MAX);
    TRY(flat_open(&about, tflite->flat.cursor, data->at, data->count, &root));
    for (size_t i = 0; i < ARRAY_LEN(declared); i++) {
        TRY(flat_text(&root, declared[i].field, LIMIT_FACT_TEXT, &tflite->text));
        if (tflite->text.size == 0)
            continue;
        if (declared[i].fact == ASSAY_FACT_MODEL_LICENSE) {
            spdx_normalise(buf_bytes(&tflite->text), &licence);
            evidence_set(tflite->graph.evidence, declared[i].fact, DECLARED, buf_bytes(&licence));
        } else {
            evidence_text(tflite->graph.evidence, declared[i].fact, DECLARED,
                          buf_bytes(&tflite->text));
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_metadata(struct tflite *tflite)
{
    struct flat_vector entries, data;
    struct flat_table entry;
    uint64_t index;

    TRY(flat_vector(&tflite->model, MODEL_METADATA, FLAT_OFFSET, &entries));
    for (uint64_t i = 0; i < entries.count; i++) {
        TRY(flat_element(&entries, i, &entry));
        TRY(flat_text(&entry, METADATA_NAME, LIMIT_FACT_TEXT, &tflite->text));
        if (!bytes_equal(buf_bytes(&tflite->text), BYTES("TFLITE_METADATA")))
            continue;
        TRY(flat_unsigned(&entry, METADATA_BUFFER, 4, 0, &index));
        TRY(read_buffer(tflite, index, &data));
        if (data.count > 0)
            TRY(read_about(tflite, &data));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_signatures(struct tflite *tflite)
{
    struct flat_vector signatures;
    struct flat_table signature;

    TRY(flat_vector(&tflite->model, MODEL_SIGNATURES, FLAT_OFFSET, &signatures));
    for (uint64_t i = 0; i < signatures.count; i++) {
        TRY(flat_element(&signatures, i, &signature));
        TRY(flat_text(&signature, SIGNATURE_KEY, LIMIT_FACT_TEXT, &tflite->text));
        if (tflite->text.size > 0)
            evidence_set(tflite->graph.evidence, ASSAY_FACT_MODEL_SIGNATURES, MEASURED,
                         buf_bytes(&tflite->text));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_head(struct tflite *tflite)
{
    struct flat *flat = &tflite->flat;
    char text[24];
    uint64_t version;

    TRY(flat_unsigned(&tflite->model, MODEL_VERSION, 4, 0, &version));
    snprintf(text, sizeof text, "%" PRIu64, version);
    evidence_text(tflite->graph.evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED,
                  bytes_text(text));
    TRY(flat_text(&tflite->model, MODEL_DESCRIPTION, LIMIT_FACT_TEXT, &tflite->text));
    if (tflite->text.size > 0)
        evidence_text(tflite->graph.evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED,
                      buf_bytes(&tflite->text)); /* converters write their name there */
    TRY(flat_vector(&tflite->model, MODEL_CODES, FLAT_OFFSET, &tflite->codes));
    TRY(flat_vector(&tflite->model, MODEL_BUFFERS, FLAT_OFFSET, &tflite->buffers));
    if (tflite->buffers.count > LIMIT_TENSORS)
        return cursor_fail_at(flat->cursor, ASSAY_ELIMIT, tflite->buffers.at,
                              "more than %u buffers", LIMIT_TENSORS);
    tflite->counted = calloc((size_t)tflite->buffers.count + 1, 1);
    return tflite->counted ? ASSAY_OK
                           : cursor_fail_at(flat->cursor, ASSAY_ENOMEM, 0, "out of memory");
}

static ASSAY_RESULT read_model(struct tflite *tflite, struct cursor *cursor)
{
    struct flat_vector subgraphs;
    struct flat_table subgraph;

    TRY(flat_open(&tflite->flat, cursor, 0, cursor->size, &tflite->model));
    TRY(cursor_seek(cursor, 4));
    TRY(cursor_expect(cursor, "TFL3", 4));
    TRY(read_head(tflite));
    for (uint64_t i = 0; i < tflite->codes.count; i++)
        TRY(read_code(tflite, i));
    TRY(flat_vector(&tflite->model, MODEL_SUBGRAPHS, FLAT_OFFSET, &subgraphs));
    for (uint64_t i = 0; i < subgraphs.count; i++) {
        TRY(flat_element(&subgraphs, i, &subgraph));
        TRY(read_subgraph(tflite, &subgraph, i == 0));
    }
    TRY(read_signatures(tflite));
    return read_metadata(tflite);
}

static unsigned tflite_bid(const struct subject *subject)
{
    enum { BID = 32, BID_NAME = 8 };

    if (bytes_starts(bytes_from(subject->head, 4), BYTES("TFL3")))
        return BID;
    return bytes_ends(subject->name, BYTES(".tflite")) ? BID_NAME : 0;
}

static enum assay_status tflite_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    struct tflite tflite = {.counted = NULL};
    enum assay_status status;

    (void)subject;
    model_graph_init(&tflite.graph, cursor, evidence);
    buf_init(&tflite.text, LIMIT_NAME);
    status = read_model(&tflite, cursor);
    model_graph_end(&tflite.graph);
    free(tflite.counted);
    buf_clear(&tflite.text);
    model_graph_clear(&tflite.graph);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_tflite = {.format = "tflite",
                                         .kind = ASSAY_KIND_MODEL,
                                         .seeks = true,
                                         .bid = tflite_bid,
                                         .read = tflite_read};
