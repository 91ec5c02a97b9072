/* fuzz_nemo.c - any bytes as model_config.yaml. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_nemo, data, size);
}
