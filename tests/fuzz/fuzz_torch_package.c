/* fuzz_torch_package.c - any bytes as p/.data/extern_modules. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_torch_package, data, size);
}
