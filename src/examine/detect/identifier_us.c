/*
 * identifier_us.c - numbers of the United States beside social security: taxpayers, employers,
 * providers and beneficiaries of health care. Source: Internal Revenue Service (ITIN groups, EIN
 * prefixes), CMS (NPI check digit, MBI format), 21 CFR 1301 and the DEA's form of numbers.
 */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

enum proof identifier_itin(struct bytes digits)
{
    unsigned group;

    if (digits.size != 9 || !all_digits(digits) || digits.data[0] != '9')
        return PROOF_FAILS;
    group = two_digits_of(digits.data + 3); /* 93 is an adoption number */
    if (group < 50 || (group > 65 && group < 70) || group == 89 || group == 93)
        return PROOF_FAILS;
    return identifier_is_run(digits) ? PROOF_SAMPLE : PROOF_HOLDS;
}

enum proof identifier_ein(struct bytes digits)
{
    static const uint8_t unused[] = {0,  7,  8,  9,  17, 18, 19, 28, 29,
                                     49, 69, 70, 78, 79, 89, 96, 97};

    if (digits.size != 9 || !all_digits(digits) ||
        memchr(unused, (int)two_digits_of(digits.data), sizeof unused))
        return PROOF_FAILS;
    return identifier_is_run(digits) ? PROOF_SAMPLE : PROOF_HOLDS;
}

enum proof identifier_npi(struct bytes digits)
{
    uint8_t whole[15] = "80840"; /* health care, United States (ISO/IEC 7812) */

    if (digits.size != 10 || !all_digits(digits) ||
        (digits.data[0] != '1' && digits.data[0] != '2'))
        return PROOF_FAILS;
    memcpy(whole + 5, digits.data, 10);
    if (!sum_luhn(bytes_of(whole, sizeof whole)))
        return PROOF_FAILS;
    return bytes_starts(digits, BYTES("12345678")) || identifier_is_run(digits) ? PROOF_SAMPLE
                                                                                : PROOF_HOLDS;
}

enum proof identifier_dea(struct bytes text)
{
    static const uint8_t weights[] = {1, 2, 1, 2, 1, 2};
    struct bytes digits;

    if (text.size != 9 || !text.data[0] || !strchr("ABCDEFGHJKLMPRSTUX", text.data[0]) ||
        !(is_ascii_upper(text.data[1]) || text.data[1] == '9'))
        return PROOF_FAILS;
    digits = bytes_from(text, 2);
    if (!all_digits(digits) ||
        sum_weighted(digits.data, weights, sizeof weights) % 10 != digits.data[6] - (unsigned)'0')
        return PROOF_FAILS;
    return bytes_starts(digits, BYTES("123456")) || identifier_is_run(digits) ? PROOF_SAMPLE
                                                                              : PROOF_HOLDS;
}

/* C: 1 to 9, A: a letter, N: a letter or a digit, 9: a digit. */
enum proof identifier_mbi(struct bytes text)
{
    static const char places[] = "CAN9AN9AA99";

    if (text.size != sizeof places - 1)
        return PROOF_FAILS;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        bool digit = is_ascii_digit(c), letter = is_ascii_upper(c) && !strchr("SLOIBZ", c);

        if (!((places[i] == 'A' || places[i] == 'N') && letter) &&
            !(places[i] != 'A' && digit && (places[i] != 'C' || c != '0')))
            return PROOF_FAILS;
    }
    return bytes_equal(text, BYTES("1EG4TE5MK73")) || bytes_equal(text, BYTES("1EG4TE5MK72"))
               ? PROOF_SAMPLE
               : PROOF_HOLDS;
}
