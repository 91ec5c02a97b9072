/* identifier_paper.c - papers and firms: CUSIP, ISIN, LEI. Source: ANSI X9.6, ISO 6166, ISO 17442.
 */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

static unsigned cusip_value(uint8_t c)
{
    return c == '*' ? 36 : c == '@' ? 37 : c == '#' ? 38 : value_36(c);
}

enum proof identifier_cusip(struct bytes text)
{
    unsigned sum = 0;

    if (text.size != 9 || !is_ascii_digit(text.data[8]))
        return PROOF_FAILS;
    for (size_t i = 0; i < 8; i++) {
        unsigned value = cusip_value(text.data[i]);

        if (value > 38)
            return PROOF_FAILS;
        value *= i % 2 ? 2 : 1;
        sum += value / 10 + value % 10;
    }
    if ((10 - sum % 10) % 10 != text.data[8] - (unsigned)'0')
        return PROOF_FAILS;
    return all_digits(text) && identifier_is_run(text) ? PROOF_SAMPLE : PROOF_HOLDS;
}

enum proof identifier_isin(struct bytes text)
{
    uint8_t digits[24];
    size_t count = 0;

    if (text.size != 12 || !is_ascii_digit(text.data[11]) ||
        !(country_exists(text.data[0], text.data[1]) || bytes_starts(text, BYTES("XS")) ||
          bytes_starts(text, BYTES("EU"))))
        return PROOF_FAILS;
    for (size_t i = 0; i < text.size; i++) {
        unsigned value = value_36(text.data[i]);

        if (value > 35)
            return PROOF_FAILS;
        if (value >= 10)
            digits[count++] = (uint8_t)('0' + value / 10);
        digits[count++] = (uint8_t)('0' + value % 10);
    }
    if (!sum_luhn(bytes_of(digits, count)))
        return PROOF_FAILS;
    return identifier_is_run(bytes_of(text.data + 2, 9)) ? PROOF_SAMPLE : PROOF_HOLDS;
}

enum proof identifier_lei(struct bytes text)
{
    bool letters = false;

    if (text.size != 20 || !is_ascii_digit(text.data[18]) || !is_ascii_digit(text.data[19]))
        return PROOF_FAILS;
    for (size_t i = 0; i < 18; i++)
        letters |= is_ascii_upper(text.data[i]);
    return letters && sum_mod97(text) == 1 ? PROOF_HOLDS : PROOF_FAILS;
}
