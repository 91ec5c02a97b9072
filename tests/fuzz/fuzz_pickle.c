/* fuzz_pickle.c - any bytes as pickle. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_pickle, data, size);
}
