/* fuzz_openvino.c - any bytes as a graph of OpenVINO. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_openvino, data, size);
}
