/* fuzz_hdf5.c - any bytes as HDF5. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_hdf5, data, size);
}
