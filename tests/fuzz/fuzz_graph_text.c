/* fuzz_graph_text.c - any bytes as a graph of TensorFlow in text; what is none it leaves alone. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct subject subject = {
        .head = bytes_of(data, size), .name = BYTES("x.bin"), .path = BYTES("x.bin"), .size = size};

    return inspect_graph_text.bid(&subject) > 0 ? fuzz_inspector(&inspect_graph_text, data, size)
                                                : 0;
}
