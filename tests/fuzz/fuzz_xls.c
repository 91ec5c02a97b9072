/* Any bytes as a workbook of Excel 97 to 2003. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_inspector(&inspect_xls, data, size);
}
