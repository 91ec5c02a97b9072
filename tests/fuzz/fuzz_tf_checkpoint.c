/* fuzz_tf_checkpoint.c - any bytes as the index of a checkpoint. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_tf_checkpoint, data, size);
}
