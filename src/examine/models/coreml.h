/*
 * coreml.h - what the files that read a Core ML model share:
 *
 *     inspect_coreml.c   what it is: its type, layers, pipelines, models elsewhere
 *     coreml_about.c     what it says of itself: inputs, outputs, metadata
 *     coreml_program.c   its program, with the weights that are in files beside it
 *
 * Source: coremltools, mlmodel/format/Model.proto, FeatureTypes.proto, NeuralNetwork.proto,
 * MIL.proto.
 */

#pragma once

#include "examine/encoding/protobuf.h"
#include "examine/models/model_graph.h"

struct coreml {
    struct proto proto;
    struct model_graph graph;
    struct buf text;
    bool any; /* a type was told */
};

/* A ModelDescription. */
ASSAY_RESULT coreml_about(struct coreml *coreml, const struct proto_field *outer);

/* A MILSpec.Program. */
ASSAY_RESULT coreml_program(struct coreml *coreml, const struct proto_field *outer);
