/* fuzz_torchserve.c - any bytes as MAR-INF/MANIFEST.json. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_torchserve, data, size);
}
