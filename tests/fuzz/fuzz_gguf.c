/* fuzz_gguf.c - any bytes as gguf. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_gguf, data, size);
}
