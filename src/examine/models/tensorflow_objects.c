/*
 * tensorflow_objects.c - the objects that TensorFlow 2 makes again from a SavedModel: variables,
 * and what a user's class wrote about itself. Source: core/protobuf/saved_object_graph.proto.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/models/keras_config.h"
#include "examine/models/tensorflow.h"

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

/* What an object wrote about itself, which begins at `at`: a configuration of Keras, or text of any
 * kind. The first object is the model itself. */
static ASSAY_RESULT judge_metadata(struct tensorflow *tf, bool keras, uint64_t at)
{
    struct bytes text = buf_bytes(&tf->text);
    bool first = tf->user_objects++ == 0;

    if (!keras && !keras_config_is(text))
        return ASSAY_OK;
    return keras_config_inspect(text, at, first ? KERAS_MODEL : KERAS_OBJECT, tf->graph.evidence,
                                tf->proto.cursor->err);
}

/* SavedUserObject: 1 identifier, 3 metadata, which Keras before 2.5 wrote its configuration to. */
static ASSAY_RESULT read_user_object(struct tensorflow *tf, const struct proto_field *outer)
{
    struct proto_name identifier = {.size = 0};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&tf->proto, &field, &identifier));
        if (field.tag != PROTO_TAG(3, PROTO_BYTES) || field.value == 0)
            continue;
        if (field.value > LIMIT_DOCUMENT)
            model_graph_gap(&tf->graph, field.at, "an object's own words are too long to be read");
        TRY(proto_text(&tf->proto, &field, LIMIT_DOCUMENT, &tf->text));
        TRY(judge_metadata(tf, keras_config_follows(proto_name_bytes(&identifier)), field.at));
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
