/* identifier_india.c - India: Aadhaar and the permanent account number. Source: UIDAI (Verhoeff's
 * check digit), Income Tax Department. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

/* The product in the dihedral group of ten elements. */
static unsigned dihedral(unsigned a, unsigned b)
{
    if (a < 5)
        return b < 5 ? (a + b) % 5 : (a + b - 5) % 5 + 5;
    return b < 5 ? (a - 5 + 5 - b) % 5 + 5 : (a - 5 + 5 - (b - 5)) % 5;
}

static bool verhoeff_holds(struct bytes digits)
{
    static const uint8_t step[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    unsigned check = 0;

    for (size_t i = 0; i < digits.size; i++) {
        unsigned value = digits.data[digits.size - 1 - i] - (unsigned)'0';

        for (size_t j = 0; j < i % 8; j++)
            value = step[value];
        check = dihedral(check, value);
    }
    return check == 0;
}

static bool is_palindrome(struct bytes text)
{
    for (size_t i = 0; i < text.size / 2; i++)
        if (text.data[i] != text.data[text.size - 1 - i])
            return false;
    return true;
}

enum proof identifier_aadhaar(struct bytes digits)
{
    if (digits.size != 12 || !all_digits(digits) || digits.data[0] < '2' || is_palindrome(digits) ||
        !verhoeff_holds(digits))
        return PROOF_FAILS;
    return bytes_starts(digits, BYTES("23412341234")) || bytes_starts(digits, BYTES("99994105705"))
               ? PROOF_SAMPLE
               : PROOF_HOLDS;
}

enum proof identifier_in_pan(struct bytes text)
{
    if (text.size != 10)
        return PROOF_FAILS;
    for (size_t i = 0; i < 10; i++)
        if (i < 5 || i == 9 ? !is_ascii_upper(text.data[i]) : !is_ascii_digit(text.data[i]))
            return PROOF_FAILS;
    if (!strchr("ABCFGHJLPT", text.data[3]) ||
        bytes_equal(bytes_of(text.data + 5, 4), BYTES("0000")))
        return PROOF_FAILS;
    return bytes_starts(text, BYTES("ABCDE")) || bytes_starts(text, BYTES("AAAP")) ? PROOF_SAMPLE
                                                                                   : PROOF_HOLDS;
}
