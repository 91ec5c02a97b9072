/* tflite.h - names of the numbers in a TFLite model. */

#pragma once

#include "examine/models/model_graph.h"

/* NULL for numbers that are none. Source: TensorFlow Lite, schema.fbs, BuiltinOperator. */
const char *tflite_operator(uint64_t number);

enum { TFLITE_CUSTOM = 32 };

/* Operators by name that the runtimes of TensorFlow Lite and MediaPipe bring along. */
bool tflite_has_custom(struct bytes name);

/* Source: the same, TensorType. */
const struct model_graph_dtype *tflite_dtype(uint64_t number);
