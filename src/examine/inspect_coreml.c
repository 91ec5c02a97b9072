/*
 * inspect_coreml.c - models of Core ML: what they are, say, take and give, and code or weights that
 * are to be found elsewhere.
 * Source: coremltools, mlmodel/format/Model.proto, FeatureTypes.proto, NeuralNetwork.proto,
 * MIL.proto.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/inspect.h"
#include "examine/model_graph.h"
#include "examine/protobuf.h"
#include "examine/protobuf_shape.h"
#include "examine/spdx.h"

static const struct proto_shape feature_shape[] = {{1, PROTO_BYTES, true, NULL},
                                                   {2, PROTO_BYTES, true, NULL},
                                                   {3, PROTO_BYTES, false, NULL},
                                                   {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape description_shape[] = {
    {1, PROTO_BYTES, false, feature_shape},  {10, PROTO_BYTES, false, feature_shape},
    {11, PROTO_BYTES, true, NULL},           {12, PROTO_BYTES, true, NULL},
    {13, PROTO_BYTES, false, feature_shape}, {20, PROTO_BYTES, false, NULL},
    {21, PROTO_BYTES, true, NULL},           {50, PROTO_BYTES, false, feature_shape},
    {100, PROTO_BYTES, false, NULL},         {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape model_shape[] = {{2, PROTO_BYTES, false, description_shape},
                                                 {1, PROTO_VARINT, false, NULL},
                                                 {10, PROTO_VARINT, false, NULL},
                                                 {0, PROTO_VARINT, false, NULL}};

/* What a Model may be, by the number of its field. */
static const struct {
    uint32_t field;
    const char *name;
} types[] = {
    {200, "pipelineClassifier"},
    {201, "pipelineRegressor"},
    {202, "pipeline"},
    {300, "glmRegressor"},
    {301, "supportVectorRegressor"},
    {302, "treeEnsembleRegressor"},
    {303, "neuralNetworkRegressor"},
    {304, "bayesianProbitRegressor"},
    {400, "glmClassifier"},
    {401, "supportVectorClassifier"},
    {402, "treeEnsembleClassifier"},
    {403, "neuralNetworkClassifier"},
    {404, "kNearestNeighborsClassifier"},
    {500, "neuralNetwork"},
    {501, "itemSimilarityRecommender"},
    {502, "mlProgram"},
    {555, "customModel"},
    {556, "linkedModel"},
    {560, "classConfidenceThresholding"},
    {600, "oneHotEncoder"},
    {601, "imputer"},
    {602, "featureVectorizer"},
    {603, "dictVectorizer"},
    {604, "scaler"},
    {606, "categoricalMapping"},
    {607, "normalizer"},
    {609, "arrayFeatureExtractor"},
    {610, "nonMaximumSuppression"},
    {900, "identity"},
    {2000, "textClassifier"},
    {2001, "wordTagger"},
    {2002, "visionFeaturePrint"},
    {2003, "soundAnalysisPreprocessing"},
    {2004, "gazetteer"},
    {2005, "wordEmbedding"},
    {2006, "audioFeaturePrint"},
    {3000, "serializedModel"},
};

struct coreml {
    struct proto proto;
    struct model_graph graph;
    struct buf text;
    bool any; /* a type was told */
};

static void declare(struct coreml *coreml, enum assay_fact_id fact)
{
    CLEANUP(buf_clear) struct buf licence;
    struct bytes text = buf_bytes(&coreml->text);

    buf_init(&licence, SIZE_MAX);
    if (text.size == 0)
        return;
    if (fact == ASSAY_FACT_MODEL_LICENSE) {
        spdx_normalise(text, &licence);
        evidence_set(coreml->graph.evidence, fact, DECLARED, buf_bytes(&licence));
    } else if (assay_facts[fact].type == ASSAY_VALUE_TEXTS) {
        evidence_set(coreml->graph.evidence, fact, DECLARED, text);
    } else {
        evidence_text(coreml->graph.evidence, fact, DECLARED, text);
    }
}

/* An entry of Metadata.userDefined. */
static ASSAY_RESULT read_user_defined(struct coreml *coreml, const struct proto_field *outer)
{
    static const struct {
        const char *key;
        enum assay_fact_id fact;
    } known[] = {
        {"com.github.apple.coremltools.version", ASSAY_FACT_MODEL_PRODUCER},
        {"base_model", ASSAY_FACT_MODEL_BASE_MODEL},
        {"dataset", ASSAY_FACT_MODEL_DATASETS},
        {"license", ASSAY_FACT_MODEL_LICENSE},
    };
    struct proto_name key = {.size = 0};
    struct proto_field field;
    bool more;

    buf_reset(&coreml->text);
    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&coreml->proto, &field, &key));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(proto_text(&coreml->proto, &field, LIMIT_FACT_TEXT, &coreml->text));
    }
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (bytes_equal(proto_name_bytes(&key), bytes_text(known[i].key)))
            declare(coreml, known[i].fact);
    return ASSAY_OK;
}

static ASSAY_RESULT read_metadata(struct coreml *coreml, const struct proto_field *outer)
{
    static const enum assay_fact_id facts[] = {
        [1] = ASSAY_FACT_MODEL_DESCRIPTION,
        [2] = ASSAY_FACT_MODEL_VERSION,
        [3] = ASSAY_FACT_MODEL_OWNER,
        [4] = ASSAY_FACT_MODEL_LICENSE,
    };
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(100, PROTO_BYTES)) {
            TRY(read_user_defined(coreml, &field));
        } else if (proto_wire(&field) == PROTO_BYTES && proto_number(&field) < ARRAY_LEN(facts)) {
            TRY(proto_text(&coreml->proto, &field, LIMIT_FACT_TEXT, &coreml->text));
            declare(coreml, facts[proto_number(&field)]);
        }
    }
}

/* ArrayFeatureType: 1 shape, 2 type. */
static ASSAY_RESULT read_array_type(struct coreml *coreml, const struct proto_field *outer,
                                    struct buf *out)
{
    CLEANUP(buf_clear) struct buf dims;
    const char *type = "?";
    struct proto_field field;
    bool more;

    buf_init(&dims, LIMIT_FACT_TEXT);
    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (proto_number(&field) == 1)
            for (bool each = true;;) {
                uint64_t size;

                TRY(proto_varint(&coreml->proto, &field, &size, &each));
                if (!each)
                    break;
                if (dims.size > 0)
                    buf_byte(&dims, ',');
                buf_u64(&dims, size);
            }
        else if (field.tag == PROTO_TAG(2, PROTO_VARINT)) /* the bits and a mark of their kind */
            type = field.value == 0x10020   ? "F32"
                   : field.value == 0x10040 ? "F64"
                   : field.value == 0x20020 ? "I32"
                   : field.value == 0x10010 ? "F16"
                                            : "?";
    }
    buf_printf(out, "%s[", type);
    buf_add(out, dims.data, dims.status == ASSAY_OK ? dims.size : 0);
    buf_byte(out, ']');
    return ASSAY_OK;
}

static ASSAY_RESULT read_feature_type(struct coreml *coreml, const struct proto_field *outer,
                                      struct buf *out)
{
    static const char *const names[] = {
        [1] = "I64",        [2] = "F64",      [3] = "STRING", [4] = "image",
        [6] = "dictionary", [7] = "sequence", [8] = "state",
    };
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(5, PROTO_BYTES))
            TRY(read_array_type(coreml, &field, out));
        else if (proto_number(&field) < ARRAY_LEN(names) && names[proto_number(&field)])
            buf_text(out, names[proto_number(&field)]);
    }
}

static ASSAY_RESULT read_feature(struct coreml *coreml, const struct proto_field *outer,
                                 enum assay_fact_id fact)
{
    CLEANUP(buf_clear) struct buf line, type;
    struct proto_name name = {.size = 0};
    struct proto_field field;
    bool more;

    buf_init(&line, LIMIT_FACT_TEXT);
    buf_init(&type, LIMIT_FACT_TEXT);
    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&coreml->proto, &field, &name));
        else if (field.tag == PROTO_TAG(3, PROTO_BYTES))
            TRY(read_feature_type(coreml, &field, &type));
    }
    text_show(&line, proto_name_bytes(&name));
    buf_text(&line, ": ");
    buf_add(&line, type.data, type.status == ASSAY_OK ? type.size : 0);
    evidence_list(coreml->graph.evidence, fact, MEASURED, buf_bytes(&line));
    return ASSAY_OK;
}

static ASSAY_RESULT read_description(struct coreml *coreml, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_feature(coreml, &field, ASSAY_FACT_MODEL_INPUT_SIGNATURE));
        else if (field.tag == PROTO_TAG(10, PROTO_BYTES))
            TRY(read_feature(coreml, &field, ASSAY_FACT_MODEL_OUTPUT_SIGNATURE));
        else if (field.tag == PROTO_TAG(100, PROTO_BYTES))
            TRY(read_metadata(coreml, &field));
    }
}

/* CustomModel and CustomLayerParams: 10 the name of a class that the app must bring. */
static ASSAY_RESULT read_custom(struct coreml *coreml, const struct proto_field *outer)
{
    struct proto_name name = {.size = 0};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return model_graph_operator(&coreml->graph, BYTES("custom"), proto_name_bytes(&name),
                                        true, outer->at);
        if (field.tag == PROTO_TAG(10, PROTO_BYTES))
            TRY(proto_name(&coreml->proto, &field, &name));
    }
}

/* A path, where Core ML keeps "@model_path/" in front of those beside the model. */
static ASSAY_RESULT note_file(struct coreml *coreml, uint64_t offset, uint64_t at)
{
    struct bytes name = buf_bytes(&coreml->text);

    if (bytes_starts(name, BYTES("@model_path/")))
        name = bytes_from(name, strlen("@model_path/"));
    return model_graph_external(&coreml->graph, name, offset, 0, at);
}

/* NOLINTBEGIN(misc-no-recursion): programs, values and pipelines nest as messages do, so that
 * PROTO_DEPTH bounds it */

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

/* NeuralNetwork: 1 layers; of a layer: 500 a custom one. */
static ASSAY_RESULT read_network(struct coreml *coreml, const struct proto_field *outer, bool layer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (!layer && field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_network(coreml, &field, true));
        else if (layer && field.tag == PROTO_TAG(500, PROTO_BYTES))
            TRY(read_custom(coreml, &field));
    }
}

static ASSAY_RESULT read_model(struct coreml *coreml, const struct proto_field *outer);

/* Pipeline: 1 models. PipelineClassifier and PipelineRegressor: 1 a pipeline. */
static ASSAY_RESULT read_pipeline(struct coreml *coreml, const struct proto_field *outer,
                                  bool wrapped)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag != PROTO_TAG(1, PROTO_BYTES))
            continue;
        TRY(wrapped ? read_pipeline(coreml, &field, false) : read_model(coreml, &field));
    }
}

/* LinkedModel: 1 {1 {1 a name}}. */
static ASSAY_RESULT read_linked(struct coreml *coreml, const struct proto_field *outer,
                                unsigned level)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag != PROTO_TAG(1, PROTO_BYTES))
            continue;
        if (level < 2) {
            TRY(read_linked(coreml, &field, level + 1));
            continue;
        }
        TRY(proto_text(&coreml->proto, &field, LIMIT_NAME, &coreml->text));
        TRY(model_graph_external(&coreml->graph, buf_bytes(&coreml->text), 0, 0, field.at));
    }
}

static ASSAY_RESULT read_of_type(struct coreml *coreml, const struct proto_field *field)
{
    switch (proto_number(field)) {
    case 200:
    case 201:
        return read_pipeline(coreml, field, true);
    case 202:
        return read_pipeline(coreml, field, false);
    case 303:
    case 403:
    case 500:
        return read_network(coreml, field, false);
    case 502:
        coreml->graph.untold = false; /* a program tells all of its own */
        return read_mil(coreml, field, MIL_PROGRAM);
    case 555:
        return read_custom(coreml, field);
    case 556:
        return read_linked(coreml, field, 0);
    case 3000:
        model_graph_gap(&coreml->graph, field->at, "a model in a form that is not read");
        return ASSAY_OK;
    default:
        return ASSAY_OK;
    }
}

static ASSAY_RESULT read_field(struct coreml *coreml, const struct proto_field *field, bool main)
{
    char text[24];

    if (main && field->tag == PROTO_TAG(1, PROTO_VARINT)) {
        snprintf(text, sizeof text, "%" PRIu64, field->value);
        evidence_text(coreml->graph.evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED,
                      bytes_text(text));
    }
    if (main && field->tag == PROTO_TAG(2, PROTO_BYTES))
        return read_description(coreml, field);
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (field->tag != PROTO_TAG(types[i].field, PROTO_BYTES))
            continue;
        coreml->any = true;
        if (main)
            evidence_text(coreml->graph.evidence, ASSAY_FACT_MODEL_ARCHITECTURE, MEASURED,
                          bytes_text(types[i].name));
        return read_of_type(coreml, field);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_model(struct coreml *coreml, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    if (outer)
        TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        TRY(read_field(coreml, &field, !outer));
    }
}

/* NOLINTEND(misc-no-recursion) */

static unsigned coreml_bid(const struct subject *subject)
{
    enum { BID_NAME = 8, LEAST = 32, HAS_DESCRIPTION = 1 };
    uint32_t seen;
    unsigned bits = proto_likeness(subject->head, subject->size, model_shape, &seen);

    if (bits >= LEAST && (seen & HAS_DESCRIPTION))
        return bits;
    return bytes_ends(subject->name, BYTES(".mlmodel")) ? BID_NAME : 0;
}

static enum assay_status coreml_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    struct coreml coreml = {.any = false};
    enum assay_status status;

    (void)subject;
    proto_init(&coreml.proto, cursor);
    model_graph_init(&coreml.graph, cursor, evidence);
    buf_init(&coreml.text, LIMIT_NAME);
    coreml.graph.untold = true; /* weights of layers and trees are not read one by one */
    status = read_model(&coreml, NULL);
    if (status == ASSAY_OK && !coreml.any)
        status = cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "a model of no type that is known");
    model_graph_end(&coreml.graph);
    buf_clear(&coreml.text);
    model_graph_clear(&coreml.graph);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_coreml = {
    .format = "coreml", .kind = ASSAY_KIND_MODEL, .bid = coreml_bid, .read = coreml_read};
