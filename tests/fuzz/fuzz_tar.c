/* fuzz_tar.c - any bytes as a tar, by offset and in order. */

#include "members_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_members(tar_open, data, size);
}
