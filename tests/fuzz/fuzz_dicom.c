/* fuzz_dicom.c - any bytes as DICOM. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const some[] = {
        &inspect_dicom,
    };

    return fuzz_unloaded(some, ARRAY_LEN(some), data, size);
}
