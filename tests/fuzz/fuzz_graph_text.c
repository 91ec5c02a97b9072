/* fuzz_graph_text.c - any bytes as a graph of TensorFlow in text. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_graph_text, data, size);
}
