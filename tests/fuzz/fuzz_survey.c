/* Any bytes as a file of SPSS, Stata or SAS; the first one picks the program. */

#include "inspect_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct inspector *const programs[] = {&inspect_spss, &inspect_stata,
                                                       &inspect_xport};

    if (size == 0)
        return 0;
    return fuzz_inspector(programs[data[0] % ARRAY_LEN(programs)], data + 1, size - 1);
}
