/* identifier_fiscale.c - the Italian codice fiscale. Source: decreto ministeriale 23 dicembre 1976.
 */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

/* What a character counts for at the places 1, 3, 5 ...; digits as the letters A to J. */
static const uint8_t odd_values[26] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                       20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
/* Places of digits, which stand as one of these letters where two people would have one code. */
static const uint8_t digit_places[] = {6, 7, 9, 10, 12, 13, 14};
static const char digit_letters[] = "LMNPQRSTUV";

/* The same with all digits as digits; false where that is not possible. */
static bool plain_digits(struct bytes text, uint8_t out[16])
{
    memcpy(out, text.data, 16);
    for (size_t i = 0; i < sizeof digit_places; i++) {
        uint8_t *c = &out[digit_places[i]];
        const char *letter = *c ? strchr(digit_letters, *c) : NULL;

        if (letter)
            *c = (uint8_t)('0' + (letter - digit_letters));
        if (!is_ascii_digit(*c))
            return false;
    }
    return true;
}

static bool check_holds(struct bytes text)
{
    unsigned sum = 0;

    for (size_t i = 0; i < 15; i++) {
        unsigned value = value_36(text.data[i]);
        unsigned letter = value < 10 ? value : value - 10;

        sum += i % 2 ? letter : odd_values[letter % 26];
    }
    return text.data[15] == 'A' + sum % 26;
}

enum proof identifier_fiscale(struct bytes text)
{
    uint8_t plain[16];
    unsigned day;

    if (text.size != 16)
        return PROOF_FAILS;
    for (size_t i = 0; i < 16; i++)
        if (value_36(text.data[i]) > 35 ||
            ((i < 6 || i == 8 || i == 11 || i == 15) && !is_ascii_upper(text.data[i])))
            return PROOF_FAILS;
    if (!plain_digits(text, plain) || !strchr("ABCDEHLMPRST", plain[8]))
        return PROOF_FAILS;
    day = two_digits_of(plain + 9); /* of women 40 is added */
    if (!((day >= 1 && day <= 31) || (day >= 41 && day <= 71)) || !check_holds(text))
        return PROOF_FAILS;
    return bytes_starts(text, BYTES("RSSMRA")) ? PROOF_SAMPLE : PROOF_HOLDS; /* Mario Rossi */
}
