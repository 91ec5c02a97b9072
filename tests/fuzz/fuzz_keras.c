/* fuzz_keras.c - any bytes as a configuration of Keras. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_keras, data, size);
}
