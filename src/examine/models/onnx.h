/*
 * onnx.h - one ONNX model while it is read: the parts of its reader, and what they share.
 *
 * Source: onnx, onnx.proto ("Model", "Graph", "Tensor"), docs/IR.md, docs/ExternalData.md.
 */

#pragma once

#include "examine/encoding/protobuf.h"
#include "examine/models/model_graph.h"
#include "examine/text/seen.h"

struct onnx {
    struct proto proto;
    struct model_graph graph;
    struct buf text;          /* the text read last */
    struct seen initializers; /* names of the main graph's, which are no inputs */
    bool has_graph;
};

/* As proto_name(); ASSAY_EFORMAT where it would be cut: no model has such names. */
ASSAY_RESULT onnx_read_name(struct onnx *onnx, const struct proto_field *field,
                            struct proto_name *name);

/* NULL for numbers that are no type of TensorProto.DataType. */
const struct model_graph_dtype *onnx_dtype(uint64_t number);

/* The message TensorProto in `field`; `counts` is false for what holds no weights (indices).
 * `name`, where it is asked for, gets the tensor's name, cut where it is long. */
ASSAY_RESULT onnx_tensor(struct onnx *onnx, const struct proto_field *field, bool counts,
                         struct proto_name *name);
ASSAY_RESULT onnx_sparse_tensor(struct onnx *onnx, const struct proto_field *field);

/* The message ValueInfoProto in `field`, as "name: type[dimensions]" in `out`, and its name. */
ASSAY_RESULT onnx_value_info(struct onnx *onnx, const struct proto_field *field, struct buf *out,
                             struct proto_name *name);

/* The message GraphProto, FunctionProto or TrainingInfoProto in `field`. The main graph's inputs
 * and outputs are the model's. */
ASSAY_RESULT onnx_graph(struct onnx *onnx, const struct proto_field *field, bool main);
ASSAY_RESULT onnx_function(struct onnx *onnx, const struct proto_field *field);
ASSAY_RESULT onnx_training(struct onnx *onnx, const struct proto_field *field);

/* The message OperatorSetIdProto in `field`. */
ASSAY_RESULT onnx_operator_set(struct onnx *onnx, const struct proto_field *field);
