/* Any bytes as a document; the first one picks the format. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const formats[] = {&inspect_pdf, &inspect_office_text,
                                                      &inspect_compound};

    if (size == 0)
        return 0;
    return fuzz_inspector(formats[data[0] % ARRAY_LEN(formats)], data + 1, size - 1);
}
