/* identifier_brazil.c - Brazil: CPF of people, CNPJ of firms. Source: Receita Federal, Instrução
 * Normativa RFB 2.119 and 2.229 (letters in the CNPJ from July 2026 on). */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

/* The check digit behind `size` characters: weights from 2 on, from the right, up to `most`. */
static unsigned check_digit(const uint8_t *text, size_t size, unsigned most)
{
    unsigned sum = 0, weight = 2;

    for (size_t i = size; i-- > 0;) {
        sum += (text[i] - (unsigned)'0') * weight;
        weight = weight == most ? 2 : weight + 1;
    }
    return sum % 11 < 2 ? 0 : 11 - sum % 11;
}

static bool checks_hold(struct bytes text, unsigned most)
{
    return check_digit(text.data, text.size - 2, most) ==
               text.data[text.size - 2] - (unsigned)'0' &&
           check_digit(text.data, text.size - 1, most) == text.data[text.size - 1] - (unsigned)'0';
}

static bool all_equal(struct bytes text)
{
    return memcmp(text.data, text.data + 1, text.size - 1) == 0;
}

enum proof identifier_cpf(struct bytes digits)
{
    if (digits.size != 11 || !all_digits(digits) || all_equal(digits) || !checks_hold(digits, 11))
        return PROOF_FAILS;
    return bytes_starts(digits, BYTES("123456789")) ? PROOF_SAMPLE : PROOF_HOLDS;
}

enum proof identifier_cnpj(struct bytes text)
{
    if (text.size != 14 || !all_digits(bytes_from(text, 12)) || all_equal(text))
        return PROOF_FAILS;
    for (size_t i = 0; i < 12; i++)
        if (value_36(text.data[i]) > 35)
            return PROOF_FAILS;
    return checks_hold(text, 9) ? PROOF_HOLDS : PROOF_FAILS;
}
