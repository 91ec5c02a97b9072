/* fuzz_saved_model.c - any bytes as a SavedModel. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_saved_model, data, size);
}
