/* fuzz_graph_def.c - any bytes as a graph of TensorFlow. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_graph_def, data, size);
}
