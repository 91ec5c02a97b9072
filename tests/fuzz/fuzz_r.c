/* fuzz_r.c - any bytes as what R saved. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_r, data, size);
}
