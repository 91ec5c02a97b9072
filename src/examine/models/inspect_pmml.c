/*
 * inspect_pmml.c - PMML: who wrote it, which model, how many fields it takes and trees it has.
 * Source: DMG, PMML 4.4, "General Structure".
 */

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/xml_elements.h"
#include "examine/inspect.h"

enum { BID = 8 * 5 /* "<PMML" */, WORD = 256 };

struct reader {
    struct xml_element element;
    struct evidence *evidence;
    uint64_t features, trees, models;
    bool named;
};

/* Elements that are models. */
static const char *const models[] = {
    "AnomalyDetectionModel",
    "AssociationModel",
    "BayesianNetworkModel",
    "BaselineModel",
    "ClusteringModel",
    "GaussianProcessModel",
    "GeneralRegressionModel",
    "MiningModel",
    "NaiveBayesModel",
    "NearestNeighborModel",
    "NeuralNetwork",
    "RegressionModel",
    "RuleSetModel",
    "Scorecard",
    "SequenceModel",
    "SupportVectorMachineModel",
    "TextModel",
    "TimeSeriesModel",
    "TreeModel",
};

static bool is_model(const struct xml_element *element)
{
    for (size_t i = 0; i < ARRAY_LEN(models); i++)
        if (xml_element_is(element, models[i]))
            return true;
    return false;
}

static void take_root(struct reader *reader)
{
    char room[WORD];

    evidence_text(reader->evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED,
                  xml_element_attribute(&reader->element, "version", room, sizeof room));
}

static void take_application(struct reader *reader)
{
    CLEANUP(buf_clear) struct buf producer = {.ceiling = (size_t)2 * WORD + 1};
    char room[WORD];
    struct bytes word = xml_element_attribute(&reader->element, "name", room, sizeof room);

    buf_add(&producer, word.data, word.size);
    word = xml_element_attribute(&reader->element, "version", room, sizeof room);
    if (word.size > 0)
        buf_byte(&producer, ' ');
    buf_add(&producer, word.data, word.size);
    if (producer.size > 0)
        evidence_text(reader->evidence, ASSAY_FACT_MODEL_PRODUCER, MEASURED, buf_bytes(&producer));
}

/* The outermost model is the one that is asked; those inside of it are its parts. */
static void take_model(struct reader *reader)
{
    char room[WORD];
    struct bytes word;

    reader->trees += xml_element_is(&reader->element, "TreeModel");
    if (reader->models++ > 0)
        return;
    evidence_text(reader->evidence, ASSAY_FACT_MODEL_TYPE, MEASURED, reader->element.name);
    word = xml_element_attribute(&reader->element, "modelName", room, sizeof room);
    if (word.size > 0)
        evidence_text(reader->evidence, ASSAY_FACT_MODEL_NAME, MEASURED, word);
    word = xml_element_attribute(&reader->element, "functionName", room, sizeof room);
    if (word.size > 0)
        evidence_text(reader->evidence, ASSAY_FACT_MODEL_OBJECTIVE, MEASURED, word);
}

static enum assay_status take_element(struct xml_element *element)
{
    struct reader *reader = element->state;
    char room[WORD];

    if (element->depth == 0 && xml_element_is(element, "PMML")) {
        reader->named = true;
        take_root(reader);
    } else if (element->depth == 2 && xml_element_is(element, "Application")) {
        take_application(reader);
    } else if (is_model(element)) {
        take_model(reader);
    } else if (element->depth == 3 && xml_element_is(element, "MiningField")) {
        struct bytes usage = xml_element_attribute(element, "usageType", room, sizeof room);

        reader->features += usage.size == 0 || bytes_equal(usage, BYTES("active"));
    }
    return ASSAY_OK;
}

static unsigned pmml_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    return head.size > 0 && (head.data[0] == '<' || head.data[0] == 0xef) &&
                   memmem(head.data, head.size, "<PMML", 5)
               ? BID
               : 0;
}

static enum assay_status pmml_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct reader reader = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    reader.element.state = &reader;
    status = xml_elements_walk(cursor, &reader.element, take_element);
    if (status == ASSAY_OK && !reader.named)
        status = cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "its root is no PMML");
    if (reader.features > 0)
        evidence_int(evidence, ASSAY_FACT_MODEL_FEATURES, MEASURED, reader.features);
    if (reader.trees > 0)
        evidence_int(evidence, ASSAY_FACT_MODEL_TREES, MEASURED, reader.trees);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_pmml = {
    .format = "pmml", .kind = ASSAY_KIND_MODEL, .text = true, .bid = pmml_bid, .read = pmml_read};
