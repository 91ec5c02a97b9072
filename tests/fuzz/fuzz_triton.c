/* fuzz_triton.c - any bytes as config.pbtxt of Triton. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_triton, data, size);
}
