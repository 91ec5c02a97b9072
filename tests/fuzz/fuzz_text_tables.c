/* Any bytes as a text with tables in it; the first one picks the reader. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const readers[] = {
        &inspect_html, &inspect_line_tables, &inspect_sql,  &inspect_jsonl,
        &inspect_xml,  &inspect_vcard,       &inspect_ldif, &inspect_xml_sheet};

    if (size == 0)
        return 0;
    return fuzz_inspector(readers[data[0] % ARRAY_LEN(readers)], data + 1, size - 1);
}
