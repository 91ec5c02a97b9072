/* fuzz_lightgbm.c - any bytes as a model of LightGBM. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_lightgbm, data, size);
}
