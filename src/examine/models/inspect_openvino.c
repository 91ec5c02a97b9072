/*
 * inspect_openvino.c - the graph of an OpenVINO model: operators, their sets, and the weights,
 * which lie in a file of the same name that ends in .bin. Source: OpenVINO, "Intermediate
 * Representation and Operation Sets".
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/encoding/xml_elements.h"
#include "examine/inspect.h"

enum { BID = 8 * 4 + 8 * 8 /* "<net" and "<layers>" */, WORD = 256 };

struct reader {
    struct xml_element element;
    struct evidence *evidence;
    uint64_t tensors, parameters;
    bool named, counted, constant;
};

static void take_root(struct reader *reader)
{
    char room[WORD];

    reader->named = true;
    evidence_text(reader->evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED,
                  xml_element_attribute(&reader->element, "version", room, sizeof room));
    evidence_text(reader->evidence, ASSAY_FACT_MODEL_NAME, MEASURED,
                  xml_element_attribute(&reader->element, "name", room, sizeof room));
}

/* Operators of a set that is not OpenVINO's come from a library that must be loaded. */
static void take_layer(struct reader *reader)
{
    char type[WORD], version[WORD];
    struct bytes operation = xml_element_attribute(&reader->element, "type", type, sizeof type);
    struct bytes set = xml_element_attribute(&reader->element, "version", version, sizeof version);

    reader->constant = bytes_equal(operation, BYTES("Const"));
    if (operation.size == 0)
        return;
    evidence_set(reader->evidence, ASSAY_FACT_MODEL_OPERATORS, MEASURED, operation);
    if (set.size > 0)
        evidence_set(reader->evidence, ASSAY_FACT_MODEL_OPERATOR_SETS, MEASURED, set);
    if (set.size > 0 && !bytes_starts(set, BYTES("opset")) &&
        !bytes_equal(set, BYTES("experimental"))) {
        evidence_set(reader->evidence, ASSAY_FACT_MODEL_OPERATORS_CUSTOM, MEASURED, operation);
        evidence_load(reader->evidence, ASSAY_LOAD_SUSPICIOUS);
    }
}

/* "64, 3, 7, 7" */
static bool read_shape(struct bytes shape, uint64_t *elements)
{
    *elements = 1;
    while (shape.size > 0) {
        const uint8_t *comma = memchr(shape.data, ',', shape.size);
        struct bytes side = bytes_of(shape.data, comma ? (size_t)(comma - shape.data) : shape.size);
        uint64_t value;

        shape = bytes_from(shape, side.size + 1);
        while (side.size > 0 && side.data[0] == ' ')
            side = bytes_from(side, 1);
        if (!text_u64(side, &value) || ckd_mul(elements, *elements, value))
            return false;
    }
    return true;
}

static void take_data(struct reader *reader)
{
    char word[WORD], dims[WORD];
    struct bytes dtype = xml_element_attribute(&reader->element, "element_type", word, sizeof word);
    struct bytes shape = xml_element_attribute(&reader->element, "shape", dims, sizeof dims);
    uint64_t elements;

    if (!reader->constant || dtype.size == 0)
        return;
    reader->tensors++;
    for (size_t i = 0; i < dtype.size; i++)
        if (word[i] >= 'a' && word[i] <= 'z')
            word[i] = (char)(word[i] - 'a' + 'A');
    evidence_set(reader->evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED, dtype);
    if (!read_shape(shape, &elements) || ckd_add(&reader->parameters, reader->parameters, elements))
        reader->counted = false;
}

static enum assay_status take_element(struct xml_element *element)
{
    struct reader *reader = element->state;
    char room[WORD];

    if (element->depth == 0 && xml_element_is(element, "net"))
        take_root(reader);
    else if (xml_element_is(element, "layer"))
        take_layer(reader);
    else if (xml_element_is(element, "data"))
        take_data(reader);
    else if (xml_element_is(element, "Runtime_version"))
        evidence_text(reader->evidence, ASSAY_FACT_MODEL_PRODUCER, MEASURED,
                      xml_element_attribute(element, "value", room, sizeof room));
    return ASSAY_OK;
}

static void tell_weights(struct reader *reader, struct bytes name)
{
    CLEANUP(buf_clear) struct buf file = {.ceiling = LIMIT_NAME};
    struct bytes ending = BYTES(".xml");

    if (reader->tensors == 0)
        return;
    evidence_int(reader->evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, reader->tensors);
    if (reader->counted)
        evidence_int(reader->evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, reader->parameters);
    if (!bytes_ends(name, ending))
        return;
    buf_add(&file, name.data, name.size - ending.size);
    buf_text(&file, ".bin");
    evidence_list(reader->evidence, ASSAY_FACT_MODEL_EXTERNAL_FILES, MEASURED, buf_bytes(&file));
}

static unsigned openvino_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    return head.size > 0 && head.data[0] == '<' && bytes_contain(head, "<net ") &&
                   bytes_contain(head, "<layers>")
               ? BID
               : 0;
}

static enum assay_status openvino_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    struct reader reader = {.evidence = evidence, .counted = true};
    enum assay_status status;

    reader.element.state = &reader;
    status = xml_elements_walk(cursor, &reader.element, take_element);
    if (status == ASSAY_OK && !reader.named)
        status = cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "its root is no net");
    tell_weights(&reader, subject->name);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_openvino = {.format = "openvino",
                                           .kind = ASSAY_KIND_MODEL,
                                           .text = true,
                                           .bid = openvino_bid,
                                           .read = openvino_read};
