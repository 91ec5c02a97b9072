/* fuzz_npy.c - any bytes as npy. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_npy, data, size);
}
