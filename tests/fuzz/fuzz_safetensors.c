/* fuzz_safetensors.c - any bytes as safetensors. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_safetensors, data, size);
}
