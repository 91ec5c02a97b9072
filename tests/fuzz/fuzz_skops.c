/* fuzz_skops.c - any bytes as schema.json. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_skops, data, size);
}
