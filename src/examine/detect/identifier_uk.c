/* identifier_uk.c - United Kingdom: NHS and national insurance numbers. Source: NHS Data
 * Dictionary; HMRC, National Insurance Manual NIM39110. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

enum proof identifier_nhs(struct bytes digits)
{
    static const uint8_t weights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2};
    unsigned check;

    if (digits.size != 10 || !all_digits(digits))
        return PROOF_FAILS;
    check = 11 - sum_weighted(digits.data, weights, sizeof weights) % 11;
    if (check % 11 != digits.data[9] - (unsigned)'0' || check == 10)
        return PROOF_FAILS;
    return bytes_starts(digits, BYTES("999")) || identifier_is_run(digits) ? PROOF_SAMPLE
                                                                           : PROOF_HOLDS;
}

enum proof identifier_nino(struct bytes text)
{
    static const char *const unused[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};

    if (text.size != 9 || !is_ascii_upper(text.data[0]) || !is_ascii_upper(text.data[1]) ||
        !all_digits(bytes_of(text.data + 2, 6)) || text.data[8] < 'A' || text.data[8] > 'D')
        return PROOF_FAILS;
    if (bytes_starts(text, BYTES("QQ"))) /* kept for examples */
        return PROOF_SAMPLE;
    if (strchr("DFIQUV", text.data[0]) || strchr("DFIOQUV", text.data[1]))
        return PROOF_FAILS;
    for (size_t i = 0; i < ARRAY_LEN(unused); i++)
        if (bytes_starts(text, bytes_text(unused[i])))
            return PROOF_FAILS;
    return bytes_equal(bytes_of(text.data + 2, 6), BYTES("123456")) ? PROOF_SAMPLE : PROOF_HOLDS;
}
