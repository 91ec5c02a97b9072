/*
 * inspect_keras_metadata.c - keras_metadata.pb beside the graphs of a SavedModel: what Keras since
 * 2.5 makes the model's layers from, one configuration each.
 * Source: Keras, protobuf/saved_metadata.proto.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/protobuf.h"
#include "examine/encoding/protobuf_shape.h"
#include "examine/inspect.h"
#include "examine/models/keras_config.h"
#include "inventory/gaps.h"

static const struct proto_shape version_shape[] = {{1, PROTO_VARINT, false, NULL},
                                                   {2, PROTO_VARINT, false, NULL},
                                                   {3, PROTO_VARINT, false, NULL},
                                                   {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape node_shape[] = {
    {2, PROTO_VARINT, false, NULL},         {3, PROTO_BYTES, true, NULL},
    {4, PROTO_BYTES, true, NULL},           {5, PROTO_BYTES, true, NULL},
    {6, PROTO_BYTES, false, version_shape}, {0, PROTO_VARINT, false, NULL}};
enum { HAS_NODES = 1 };
static const struct proto_shape metadata_shape[] = {{1, PROTO_BYTES, false, node_shape},
                                                    {0, PROTO_VARINT, false, NULL}};

struct metadata {
    struct proto proto;
    struct evidence *evidence;
    struct buf text;
};

/* The JSON of one node; where its identifier says nothing of Keras, whatever else it is. */
static ASSAY_RESULT judge(struct metadata *metadata, const struct proto_field *field, bool root,
                          bool keras)
{
    struct bytes text = buf_bytes(&metadata->text);

    if (field->value > LIMIT_DOCUMENT) {
        evidence_load(metadata->evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(metadata->evidence, GAP_MODEL_INVALID, field->at,
                     "a configuration that is too long to be read");
        return ASSAY_OK;
    }
    if (!keras && !keras_config_is(text))
        return ASSAY_OK;
    return keras_config_inspect(text, field->at, root ? KERAS_MODEL : KERAS_OBJECT,
                                metadata->evidence, metadata->proto.cursor->err);
}

/* SavedObject: 3 its path from the root, 4 identifier, 5 metadata. */
static ASSAY_RESULT read_node(struct metadata *metadata, const struct proto_field *outer)
{
    struct proto_name path = {.size = 0}, identifier = {.size = 0};
    struct proto_field field;
    bool more;

    TRY(proto_enter(&metadata->proto, outer));
    for (;;) {
        TRY(proto_next(&metadata->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(3, PROTO_BYTES)) {
            TRY(proto_name(&metadata->proto, &field, &path));
        } else if (field.tag == PROTO_TAG(4, PROTO_BYTES)) {
            TRY(proto_name(&metadata->proto, &field, &identifier));
        } else if (field.tag == PROTO_TAG(5, PROTO_BYTES) && field.value > 0) {
            TRY(proto_text(&metadata->proto, &field, LIMIT_DOCUMENT, &metadata->text));
            TRY(judge(metadata, &field, bytes_equal(proto_name_bytes(&path), BYTES("root")),
                      keras_config_follows(proto_name_bytes(&identifier))));
        }
    }
}

static ASSAY_RESULT read_nodes(struct metadata *metadata)
{
    struct proto_field field;
    bool more;

    for (;;) {
        TRY(proto_next(&metadata->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_node(metadata, &field));
    }
}

static unsigned keras_metadata_bid(const struct subject *subject)
{
    enum { BID_NAME = 8, LEAST = 48 };
    uint32_t seen;
    unsigned bits = proto_likeness(subject->head, subject->size, metadata_shape, &seen);

    if (bits >= LEAST && (seen & HAS_NODES) &&
        memmem(subject->head.data, subject->head.size, "_tf_keras_", strlen("_tf_keras_")))
        return bits;
    return bytes_equal(subject->name, BYTES("keras_metadata.pb")) ? BID_NAME : 0;
}

static enum assay_status keras_metadata_read(struct cursor *cursor, const struct subject *subject,
                                             struct evidence *evidence)
{
    struct metadata metadata = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    buf_init(&metadata.text, SIZE_MAX);
    proto_init(&metadata.proto, cursor);
    status = read_nodes(&metadata);
    buf_clear(&metadata.text);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_keras_metadata = {.format = "keras-metadata",
                                                 .kind = ASSAY_KIND_CONFIG,
                                                 .gap = GAP_MODEL_INVALID,
                                                 .bid = keras_metadata_bid,
                                                 .read = keras_metadata_read};
