/* fuzz_keras_metadata.c - any bytes as keras_metadata.pb. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_keras_metadata, data, size);
}
