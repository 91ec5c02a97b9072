/*
 * inspect_coreml.c - models of Core ML: what they are, take and give, and code or weights that are
 * to be found elsewhere (coreml.h).
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/protobuf_shape.h"
#include "examine/inspect.h"
#include "examine/models/coreml.h"

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

/* NOLINTBEGIN(misc-no-recursion): pipelines and layers nest as messages do: PROTO_DEPTH bounds it
 */

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
        return coreml_program(coreml, field);
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
        return coreml_about(coreml, field);
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
