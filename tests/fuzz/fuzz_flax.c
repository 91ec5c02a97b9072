/* fuzz_flax.c - any bytes as parameters of Flax. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_flax, data, size);
}
