/*
 * tensorflow_objects.c - the objects that TensorFlow 2 makes again from a SavedModel: variables,
 * and what a user's class wrote about itself. Source: core/protobuf/saved_object_graph.proto.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tensorflow.h"

static ASSAY_RESULT read_variable(struct tensorflow *tf, const struct proto_field *outer)
{
    const struct model_graph_dtype *dtype = NULL;
    uint64_t elements = UINT64_MAX;
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_VARINT))
            dtype = tensorflow_dtype(field.value);
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(tensorflow_shape(tf, &field, &elements, NULL));
    }
    if (!dtype || elements == UINT64_MAX)
        return ASSAY_OK;
    tf->object_count++;
    if (ckd_add(&tf->object_variables, tf->object_variables, elements))
        tf->graph.counted = false;
    evidence_set(tf->graph.evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED, bytes_text(dtype->name));
    return ASSAY_OK;
}

/* The text behind "class_name": in JSON, blanks left out. */
static bool names_lambda(struct bytes json)
{
    static const char key[] = "\"class_name\"", value[] = "\"Lambda\"";

    for (size_t at = 0; at + sizeof key - 1 < json.size;) {
        const uint8_t *found = memmem(json.data + at, json.size - at, key, sizeof key - 1);

        if (!found)
            return false;
        at = (size_t)(found - json.data) + sizeof key - 1;
        while (at < json.size && bytes_has(BYTES(" \t\r\n:"), json.data[at]))
            at++;
        if (bytes_starts(bytes_from(json, at), bytes_of(value, sizeof value - 1)))
            return true;
    }
    return false;
}

/* SavedUserObject: 1 identifier, 3 metadata, which Keras wrote its configuration to. */
static ASSAY_RESULT read_user_object(struct tensorflow *tf, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag != PROTO_TAG(3, PROTO_BYTES))
            continue;
        if (field.value > LIMIT_DOCUMENT)
            model_graph_gap(&tf->graph, field.at, "an object's own words are too long to be read");
        TRY(proto_text(&tf->proto, &field, LIMIT_DOCUMENT, &tf->text));
        if (names_lambda(buf_bytes(&tf->text)))
            model_graph_observe(&tf->graph, ASSAY_LOAD_DANGEROUS, GRAPH_HOST_CODE, field.at,
                                "a layer that brings Python code along: ", BYTES("Lambda"));
    }
}

static ASSAY_RESULT read_object(struct tensorflow *tf, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(4, PROTO_BYTES))
            TRY(read_user_object(tf, &field));
        else if (field.tag == PROTO_TAG(7, PROTO_BYTES))
            TRY(read_variable(tf, &field));
    }
}

enum assay_status tensorflow_objects(struct tensorflow *tf, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_object(tf, &field));
    }
}
