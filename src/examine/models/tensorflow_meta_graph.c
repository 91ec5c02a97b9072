/*
 * tensorflow_meta_graph.c - a graph with what programs call it by and the files that it wants
 * beside it, and the SavedModel around such graphs.
 * Source: TensorFlow, core/protobuf/saved_model.proto, meta_graph.proto.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/models/tensorflow.h"

static void declare(struct tensorflow *tf, enum assay_fact_id fact)
{
    struct bytes text = buf_bytes(&tf->text);

    if (text.size == 0)
        return;
    if (assay_facts[fact].type == ASSAY_VALUE_TEXTS)
        evidence_set(tf->graph.evidence, fact, MEASURED, text);
    else
        evidence_text(tf->graph.evidence, fact, DECLARED, text);
}

/* MetaInfoDef: 4 tags, 5 the version of TensorFlow. */
static ASSAY_RESULT read_info(struct tensorflow *tf, const struct proto_field *outer)
{
    CLEANUP(buf_clear) struct buf producer;
    struct proto_field field;
    bool more;

    buf_init(&producer, SIZE_MAX);
    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(4, PROTO_BYTES)) {
            TRY(proto_text(&tf->proto, &field, LIMIT_FACT_TEXT, &tf->text));
            declare(tf, ASSAY_FACT_MODEL_TAGS);
        } else if (field.tag == PROTO_TAG(5, PROTO_BYTES) && field.value > 0) {
            TRY(proto_text(&tf->proto, &field, LIMIT_FACT_TEXT, &tf->text));
            buf_reset(&producer);
            buf_text(&producer, "tensorflow ");
            buf_add(&producer, tf->text.data, tf->text.size);
            evidence_text(tf->graph.evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED,
                          buf_bytes(&producer));
        }
    }
}

/* TensorInfo: 2 type, 3 shape. */
static ASSAY_RESULT read_tensor_info(struct tensorflow *tf, const struct proto_field *outer,
                                     struct buf *out)
{
    CLEANUP(buf_clear) struct buf shape;
    const struct model_graph_dtype *dtype = NULL;
    struct proto_field field;
    uint64_t elements;
    bool more;

    buf_init(&shape, LIMIT_FACT_TEXT);
    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(2, PROTO_VARINT))
            dtype = tensorflow_dtype(field.value);
        else if (field.tag == PROTO_TAG(3, PROTO_BYTES))
            TRY(tensorflow_shape(tf, &field, &elements, &shape));
    }
    buf_text(out, dtype ? dtype->name : "?");
    buf_add(out, shape.data, shape.status == ASSAY_OK ? shape.size : 0);
    return ASSAY_OK;
}

/* One input or output: an entry of a map. */
static ASSAY_RESULT read_end_point(struct tensorflow *tf, const struct proto_field *outer,
                                   struct bytes signature, enum assay_fact_id fact)
{
    CLEANUP(buf_clear) struct buf line, type;
    struct proto_name key = {.size = 0};
    struct proto_field field;
    bool more;

    buf_init(&line, LIMIT_FACT_TEXT);
    buf_init(&type, LIMIT_FACT_TEXT);
    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&tf->proto, &field, &key));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_tensor_info(tf, &field, &type));
    }
    text_show(&line, signature);
    buf_byte(&line, '/');
    text_show(&line, proto_name_bytes(&key));
    buf_text(&line, ": ");
    buf_add(&line, type.data, type.size);
    evidence_list(tf->graph.evidence, fact, MEASURED, buf_bytes(&line));
    return ASSAY_OK;
}

static ASSAY_RESULT read_signature_def(struct tensorflow *tf, const struct proto_field *outer,
                                       struct bytes signature)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_end_point(tf, &field, signature, ASSAY_FACT_MODEL_INPUT_SIGNATURE));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_end_point(tf, &field, signature, ASSAY_FACT_MODEL_OUTPUT_SIGNATURE));
    }
}

static ASSAY_RESULT read_signature(struct tensorflow *tf, const struct proto_field *outer)
{
    struct proto_name key = {.size = 0};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&tf->proto, &field, &key));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(read_signature_def(tf, &field, proto_name_bytes(&key)));
    }
    evidence_set(tf->graph.evidence, ASSAY_FACT_MODEL_SIGNATURES, MEASURED, proto_name_bytes(&key));
    return ASSAY_OK;
}

/* TensorInfo: 1 the name of the constant that the path of an asset replaces. */
static ASSAY_RESULT read_asset_tensor(struct tensorflow *tf, const struct proto_field *outer)
{
    struct proto_name name = {.size = 0};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag != PROTO_TAG(1, PROTO_BYTES))
            continue;
        TRY(proto_name(&tf->proto, &field, &name));
        if (table_files_feed(&tf->table_files, proto_name_bytes(&name)) != ASSAY_OK)
            return cursor_fail_at(tf->proto.cursor, ASSAY_ELIMIT, field.at,
                                  "more than %u files of its own", LIMIT_GRAPH_NAMES);
    }
}

/* AssetFileDef: 1 a tensor, 2 the name of a file in the folder "assets". */
static ASSAY_RESULT read_asset(struct tensorflow *tf, const struct proto_field *outer)
{
    CLEANUP(buf_clear) struct buf name;
    struct proto_field field;
    bool more;

    buf_init(&name, SIZE_MAX);
    TRY(proto_enter(&tf->proto, outer));
    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_asset_tensor(tf, &field));
        if (field.tag != PROTO_TAG(2, PROTO_BYTES))
            continue;
        TRY(proto_text(&tf->proto, &field, LIMIT_NAME, &tf->text));
        buf_reset(&name);
        if (!bytes_starts(buf_bytes(&tf->text), BYTES("/")))
            buf_text(&name, "assets/");
        buf_add(&name, tf->text.data, tf->text.size);
        TRY(model_graph_external(&tf->graph, buf_bytes(&name), 0, 0, field.at));
    }
}

enum assay_status tensorflow_meta_graph(struct tensorflow *tf)
{
    struct proto_field field;
    bool more;

    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more) {
            table_files_end(&tf->table_files, &tf->graph);
            return ASSAY_OK;
        }
        switch (field.tag) {
        case PROTO_TAG(1, PROTO_BYTES):
            TRY(read_info(tf, &field));
            break;
        case PROTO_TAG(2, PROTO_BYTES):
            TRY(tensorflow_graph(tf, &field));
            break;
        case PROTO_TAG(5, PROTO_BYTES):
            TRY(read_signature(tf, &field));
            break;
        case PROTO_TAG(6, PROTO_BYTES):
            TRY(read_asset(tf, &field));
            break;
        case PROTO_TAG(7, PROTO_BYTES):
            TRY(tensorflow_objects(tf, &field));
            break;
        default:
            break;
        }
    }
}

enum assay_status tensorflow_saved_model(struct tensorflow *tf)
{
    struct proto_field field;
    char version[24];
    bool more, any = false;

    for (;;) {
        TRY(proto_next(&tf->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_VARINT)) {
            snprintf(version, sizeof version, "%" PRIu64, field.value);
            evidence_text(tf->graph.evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED,
                          bytes_text(version));
        } else if (field.tag == PROTO_TAG(2, PROTO_BYTES)) {
            any = true;
            TRY(proto_enter(&tf->proto, &field));
            TRY(tensorflow_meta_graph(tf));
        }
    }
    return any ? ASSAY_OK
               : cursor_fail_at(tf->proto.cursor, ASSAY_EFORMAT, 0, "a model without a graph");
}
