/* fuzz_caffe.c - any bytes as a network of Caffe. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_caffe, data, size);
}
