/* fuzz_coreml.c - any bytes as a model of Core ML. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_coreml, data, size);
}
