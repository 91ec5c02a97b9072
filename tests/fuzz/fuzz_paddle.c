/* fuzz_paddle.c - any bytes as a program of PaddlePaddle. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_paddle, data, size);
}
