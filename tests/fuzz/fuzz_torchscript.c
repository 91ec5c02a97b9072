/* fuzz_torchscript.c - any bytes as m/code/__torch__/a.py. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_torchscript, data, size);
}
