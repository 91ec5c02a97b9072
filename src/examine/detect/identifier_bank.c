/* identifier_bank.c - banks by number: BIC and US routing. Source: ISO 9362; American Bankers
 * Association, Key to Routing Numbers. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

enum proof identifier_bic(struct bytes text)
{
    if ((text.size != 8 && text.size != 11) || !country_exists(text.data[4], text.data[5]))
        return PROOF_FAILS;
    for (size_t i = 0; i < text.size; i++)
        if (i < 4 ? !is_ascii_upper(text.data[i]) : value_36(text.data[i]) > 35)
            return PROOF_FAILS;
    return PROOF_HOLDS;
}

enum proof identifier_aba(struct bytes digits)
{
    static const uint8_t weights[] = {3, 7, 1, 3, 7, 1, 3, 7, 1};
    unsigned district;

    if (digits.size != sizeof weights || !all_digits(digits))
        return PROOF_FAILS;
    district = two_digits_of(digits.data);
    if (!(district <= 12 || (district >= 21 && district <= 32) ||
          (district >= 61 && district <= 72) || district == 80) ||
        sum_weighted(digits.data, weights, sizeof weights) % 10 != 0)
        return PROOF_FAILS;
    return identifier_is_run(digits) ? PROOF_SAMPLE : PROOF_HOLDS;
}
