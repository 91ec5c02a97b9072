/* fuzz_jsonpickle.c - any bytes as JSON of jsonpickle. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_jsonpickle, data, size);
}
