/* fuzz_record.c - any bytes as a record that a person wrote. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_record, data, size);
}
