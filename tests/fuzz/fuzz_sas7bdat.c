/* Any bytes as a data set of SAS. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_sas7bdat, data, size);
}
