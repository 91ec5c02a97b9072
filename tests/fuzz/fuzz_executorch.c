/* fuzz_executorch.c - any bytes as a program of ExecuTorch. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_executorch, data, size);
}
