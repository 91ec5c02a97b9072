/* fuzz_pickle_table.c - any bytes as a pickle that holds tables. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_pickle_table, data, size);
}
