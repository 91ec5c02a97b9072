/*
 * inspect_saved_model.c - saved_model.pb of a SavedModel. One of its graphs alone stands beside a
 * checkpoint of TensorFlow 1, in a file .meta.
 * Source: TensorFlow, core/protobuf/saved_model.proto, meta_graph.proto.
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/models/tensorflow.h"

static const struct proto_shape op_shape[] = {
    {1, PROTO_BYTES, true, NULL},    {2, PROTO_BYTES, false, NULL},
    {3, PROTO_BYTES, false, NULL},   {4, PROTO_BYTES, false, NULL},
    {5, PROTO_BYTES, true, NULL},    {6, PROTO_BYTES, true, NULL},
    {8, PROTO_BYTES, false, NULL},   {16, PROTO_VARINT, false, NULL},
    {17, PROTO_VARINT, false, NULL}, {18, PROTO_VARINT, false, NULL},
    {19, PROTO_VARINT, false, NULL}, {20, PROTO_BYTES, true, NULL},
    {21, PROTO_VARINT, false, NULL}, {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape op_list_shape[] = {{1, PROTO_BYTES, false, op_shape},
                                                   {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape info_shape[] = {
    {1, PROTO_BYTES, true, NULL},   {2, PROTO_BYTES, false, op_list_shape},
    {3, PROTO_BYTES, false, NULL},  {4, PROTO_BYTES, true, NULL},
    {5, PROTO_BYTES, true, NULL},   {6, PROTO_BYTES, true, NULL},
    {7, PROTO_VARINT, false, NULL}, {8, PROTO_BYTES, false, NULL},
    {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape meta_shape[] = {
    {1, PROTO_BYTES, false, info_shape}, {2, PROTO_BYTES, false, tensorflow_graph_shape},
    {3, PROTO_BYTES, false, NULL},       {4, PROTO_BYTES, false, NULL},
    {5, PROTO_BYTES, false, NULL},       {6, PROTO_BYTES, false, NULL},
    {7, PROTO_BYTES, false, NULL},       {0, PROTO_VARINT, false, NULL}};
enum { HAS_GRAPHS = 1 };
static const struct proto_shape model_shape[] = {{2, PROTO_BYTES, false, meta_shape},
                                                 {1, PROTO_VARINT, false, NULL},
                                                 {0, PROTO_VARINT, false, NULL}};

static unsigned saved_model_bid(const struct subject *subject)
{
    enum { BID_NAME = 8, LEAST = 24 };
    uint32_t seen;
    unsigned bits = proto_likeness(subject->head, subject->size, model_shape, &seen);

    if (bits >= LEAST && (seen & HAS_GRAPHS))
        return bits;
    return bytes_equal(subject->name, BYTES("saved_model.pb")) ? BID_NAME : 0;
}

static enum assay_status read_with(enum assay_status (*read)(struct tensorflow *tf),
                                   struct cursor *cursor, struct evidence *evidence)
{
    struct tensorflow tf;
    enum assay_status status;

    tensorflow_init(&tf, cursor, evidence);
    status = read(&tf);
    tensorflow_end(&tf);
    tensorflow_clear(&tf);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

static enum assay_status saved_model_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    (void)subject;
    return read_with(tensorflow_saved_model, cursor, evidence);
}

static unsigned meta_graph_bid(const struct subject *subject)
{
    enum { HAS_INFO = 1, HAS_GRAPH = 2, LEAST = 32, LEAST_WITHOUT_GRAPH = 128 };
    uint32_t seen;
    unsigned bits = proto_likeness(subject->head, subject->size, meta_shape, &seen);

    if (!(seen & HAS_INFO) || bits < (seen & HAS_GRAPH ? LEAST : LEAST_WITHOUT_GRAPH))
        return 0;
    return bits;
}

static enum assay_status meta_graph_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    (void)subject;
    return read_with(tensorflow_meta_graph, cursor, evidence);
}

const struct inspector inspect_meta_graph = {.format = "tensorflow-meta-graph",
                                             .kind = ASSAY_KIND_MODEL,
                                             .bid = meta_graph_bid,
                                             .read = meta_graph_read};

const struct inspector inspect_saved_model = {.format = "tensorflow-saved-model",
                                              .kind = ASSAY_KIND_MODEL,
                                              .bid = saved_model_bid,
                                              .read = saved_model_read};
