/* identifier_ssn.c - US social security numbers: no checksum, only numbers never given out. */

#include "base/kit.h"
#include "examine/detect/identifiers.h"

/* Printed in advertisements and manuals, and since then void. */
static const char *const samples[] = {"078051120", "219099999", "457555462", "123456789"};

enum proof identifier_ssn(struct bytes digits)
{
    const uint8_t *d = digits.data;

    if (digits.size != 9 || d[0] == '9' || memcmp(d, "000", 3) == 0 || memcmp(d, "666", 3) == 0 ||
        memcmp(d + 3, "00", 2) == 0 || memcmp(d + 5, "0000", 4) == 0)
        return PROOF_FAILS;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++)
        if (bytes_equal(digits, bytes_text(samples[i])))
            return PROOF_SAMPLE;
    return identifier_is_run(digits) ? PROOF_SAMPLE : PROOF_HOLDS;
}
