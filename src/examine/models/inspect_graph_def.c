/*
 * inspect_graph_def.c - a graph of TensorFlow alone in a file, its weights frozen into constants.
 * Source: TensorFlow, core/framework/graph.proto.
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/models/tensorflow.h"

static unsigned graph_def_bid(const struct subject *subject)
{
    enum { LEAST = 32, HAS_NODES = 1 };
    uint32_t seen;
    unsigned bits = proto_likeness(subject->head, subject->size, tensorflow_graph_shape, &seen);

    return bits >= LEAST && (seen & HAS_NODES) ? bits : 0;
}

static enum assay_status graph_def_read(struct cursor *cursor, const struct subject *subject,
                                        struct evidence *evidence)
{
    struct tensorflow tf;
    enum assay_status status;

    (void)subject;
    tensorflow_init(&tf, cursor, evidence);
    status = tensorflow_graph(&tf, NULL);
    tensorflow_end(&tf);
    tensorflow_clear(&tf);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_graph_def = {.format = "tensorflow-graph",
                                            .kind = ASSAY_KIND_MODEL,
                                            .bid = graph_def_bid,
                                            .read = graph_def_read};
