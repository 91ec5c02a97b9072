/* fuzz_python_path.c - any bytes as x.pth. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_python_path, data, size);
}
