/* fuzz_paddle_params.c - any bytes as a file of parameters of PaddlePaddle. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_paddle_params, data, size);
}
