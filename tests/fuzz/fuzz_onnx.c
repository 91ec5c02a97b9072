/* fuzz_onnx.c - any bytes as ONNX. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_onnx, data, size);
}
