/* identifier_device.c - telephones and vehicles: IMEI, VIN. Source: 3GPP TS 23.003, GSMA TS.06;
 * 49 CFR 565. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

enum proof identifier_imei(struct bytes digits)
{
    /* Bodies that give numbers out, two digits each; cards of 15 begin with 34 and 37. */
    static const char bodies[] = "0130333544454950515253548691989900";

    if (digits.size != 15 || !all_digits(digits) || !sum_luhn(digits))
        return PROOF_FAILS;
    for (const char *body = bodies; *body; body += 2)
        if (memcmp(body, digits.data, 2) == 0)
            return bytes_equal(digits, BYTES("490154203237518")) || identifier_is_run(digits) ||
                           bytes_starts(digits, BYTES("00"))
                       ? PROOF_SAMPLE
                       : PROOF_HOLDS;
    return PROOF_FAILS;
}

/* A to H are 1 to 8, J to R 1 to 9, S to Z 2 to 9; I, O and Q are none. */
static int vin_value(uint8_t c)
{
    static const uint8_t letters[26] = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4,
                                        5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9};

    if (is_ascii_digit(c))
        return c - '0';
    return is_ascii_upper(c) && letters[c - 'A'] ? letters[c - 'A'] : -1;
}

enum proof identifier_vin(struct bytes text)
{
    static const uint8_t weights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    unsigned sum = 0;

    if (text.size != sizeof weights)
        return PROOF_FAILS;
    for (size_t i = 0; i < sizeof weights; i++) {
        int value = vin_value(text.data[i]);

        if (value < 0)
            return PROOF_FAILS;
        sum += (unsigned)value * weights[i];
    }
    if (text.data[8] != (uint8_t) "0123456789X"[sum % 11] || !all_digits(bytes_from(text, 13)))
        return PROOF_FAILS;
    return bytes_equal(text, BYTES("1M8GDM9AXKP042788")) || identifier_is_run(text) ? PROOF_SAMPLE
                                                                                    : PROOF_HOLDS;
}
