/* fuzz_tflite.c - any bytes as TFLite. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_tflite, data, size);
}
