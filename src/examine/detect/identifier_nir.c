/* identifier_nir.c - the French number of registration (NIR). Source: INSEE, décret n° 82-103. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

/* 20 to 42 and 50 to 99 stand where the month of birth is not known. */
static bool month_holds(unsigned month)
{
    return (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
}

enum proof identifier_nir(struct bytes text)
{
    uint8_t digits[15];
    uint64_t number = 0;

    if (text.size != sizeof digits)
        return PROOF_FAILS;
    memcpy(digits, text.data, sizeof digits);
    if (digits[5] == '2' && (digits[6] == 'A' || digits[6] == 'B')) { /* Corsica: 2A, 2B */
        digits[5] = '1';
        digits[6] = digits[6] == 'A' ? '9' : '8';
    }
    if (!all_digits(bytes_of(digits, sizeof digits)) || !strchr("123478", digits[0]) ||
        !month_holds(two_digits_of(digits + 3)))
        return PROOF_FAILS;
    for (size_t i = 0; i < 13; i++)
        number = number * 10 + (digits[i] - (unsigned)'0');
    return 97 - number % 97 == two_digits_of(digits + 13) ? PROOF_HOLDS : PROOF_FAILS;
}
