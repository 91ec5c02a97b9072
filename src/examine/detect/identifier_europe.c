/*
 * identifier_europe.c - Germany, Spain, the Netherlands, Poland.
 *
 * Source: Bundeszentralamt für Steuern (IdNr, ISO 7064 mod 11,10), section 290 of SGB V
 * (numbers of those who have health insurance), Real Decreto 1553/2005 and
 * Orden INT/2058/2008 (DNI, NIE), Rijksdienst voor Identiteitsgegevens (the test by eleven), the
 * Polish law on the registration of people (PESEL).
 */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

/* Of a number below 19. */
static unsigned digit_sum(unsigned number)
{
    return number / 10 + number % 10;
}

/* In the first ten digits one stands twice or thrice, no other more than once. */
static bool has_one_repeat(const uint8_t *digits)
{
    unsigned counts[10] = {0}, repeated = 0;

    for (size_t i = 0; i < 10; i++)
        counts[digits[i] - '0']++;
    for (size_t i = 0; i < 10; i++) {
        if (counts[i] > 3)
            return false;
        repeated += counts[i] > 1;
    }
    return repeated == 1;
}

enum proof identifier_kvnr(struct bytes text)
{
    unsigned place, sum;

    if (text.size != 10 || !is_ascii_upper(text.data[0]) || !all_digits(bytes_from(text, 1)))
        return PROOF_FAILS;
    place = text.data[0] - (unsigned)'A' + 1;
    sum = place / 10 + digit_sum(place % 10 * 2);
    for (size_t i = 1; i < 9; i++)
        sum += digit_sum((text.data[i] - (unsigned)'0') * (i % 2 ? 1 : 2));
    if (sum % 10 != text.data[9] - (unsigned)'0')
        return PROOF_FAILS;
    return identifier_is_run(bytes_of(text.data + 1, 8)) ? PROOF_SAMPLE : PROOF_HOLDS;
}

enum proof identifier_de_tax(struct bytes digits)
{
    unsigned product = 10;

    if (digits.size != 11 || !all_digits(digits) || digits.data[0] == '0' ||
        !has_one_repeat(digits.data))
        return PROOF_FAILS;
    for (size_t i = 0; i < 10; i++) {
        unsigned sum = (digits.data[i] - (unsigned)'0' + product) % 10;

        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == digits.data[10] - (unsigned)'0' ? PROOF_HOLDS : PROOF_FAILS;
}

enum proof identifier_dni(struct bytes text)
{
    static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
    unsigned number = 0;

    if (text.size != 9)
        return PROOF_FAILS;
    for (size_t i = 0; i < 8; i++) {
        uint8_t c = text.data[i];

        if (i == 0 && c >= 'X' && c <= 'Z')
            c = (uint8_t)(c - 'X' + '0');
        if (!is_ascii_digit(c))
            return PROOF_FAILS;
        number = number * 10 + (c - (unsigned)'0');
    }
    if (text.data[8] != (uint8_t)letters[number % 23])
        return PROOF_FAILS;
    return bytes_starts(text, BYTES("12345678")) || bytes_starts(text, BYTES("X1234567")) ||
                   identifier_is_run(bytes_of(text.data, 8))
               ? PROOF_SAMPLE
               : PROOF_HOLDS;
}

enum proof identifier_bsn(struct bytes digits)
{
    static const uint8_t weights[] = {9, 8, 7, 6, 5, 4, 3, 2};
    uint8_t nine[9] = "0";
    unsigned sum;

    if ((digits.size != 8 && digits.size != 9) || !all_digits(digits))
        return PROOF_FAILS;
    memcpy(nine + 9 - digits.size, digits.data, digits.size);
    sum = sum_weighted(nine, weights, sizeof weights);
    if (sum == 0 || sum % 11 != nine[8] - (unsigned)'0')
        return PROOF_FAILS;
    return bytes_equal(digits, BYTES("111222333")) || bytes_equal(digits, BYTES("123456782")) ||
                   identifier_is_run(digits)
               ? PROOF_SAMPLE
               : PROOF_HOLDS;
}

enum proof identifier_pesel(struct bytes digits)
{
    static const uint8_t weights[] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
    static const unsigned centuries[] = {1900, 2000, 2100, 2200, 1800};
    unsigned month;

    if (digits.size != 11 || !all_digits(digits))
        return PROOF_FAILS;
    month = two_digits_of(digits.data + 2); /* the century is added to it, in twenties */
    if (!date_exists(centuries[month / 20] + two_digits_of(digits.data), month % 20,
                     two_digits_of(digits.data + 4)))
        return PROOF_FAILS;
    if ((10 - sum_weighted(digits.data, weights, sizeof weights) % 10) % 10 !=
        digits.data[10] - (unsigned)'0')
        return PROOF_FAILS;
    return PROOF_HOLDS;
}
