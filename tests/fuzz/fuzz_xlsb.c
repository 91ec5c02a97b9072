/* Any bytes as a part of a workbook in binary form; the first one picks the part. */

#include "named_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct named_choice parts[] = {{&inspect_xlsb, "xl/worksheets/sheet1.bin"},
                                                {&inspect_xlsb, "xl/sharedStrings.bin"},
                                                {&inspect_xlsb, "xl/workbook.bin"}};

    return fuzz_named(parts, ARRAY_LEN(parts), data, size);
}
