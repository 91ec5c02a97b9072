/* Any bytes as a part of a workbook; the first one picks the part. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const parts[] = {&inspect_xlsx,
                                                    &inspect_ods,
                                                    &inspect_xlsx_strings,
                                                    &inspect_xlsx_workbook,
                                                    &inspect_xlsx_links,
                                                    &inspect_xlsx_pivot_fields,
                                                    &inspect_xlsx_pivot_records,
                                                    &inspect_xml_sheet};

    if (size == 0)
        return 0;
    return fuzz_inspector(parts[data[0] % ARRAY_LEN(parts)], data + 1, size - 1);
}
