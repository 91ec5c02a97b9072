/* fuzz_pmml.c - any bytes as PMML. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_pmml, data, size);
}
