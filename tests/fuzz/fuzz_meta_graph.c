/* fuzz_meta_graph.c - any bytes as a graph beside a checkpoint of TensorFlow 1. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_meta_graph, data, size);
}
