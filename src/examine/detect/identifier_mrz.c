/* identifier_mrz.c - the machine-readable lines of passports and cards. Source: ICAO Doc 9303,
 * parts 3 to 6. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

/* Weights 7, 3, 1; '<' counts nothing. */
static bool check_holds(const uint8_t *text, size_t size, uint8_t check)
{
    static const uint8_t weights[] = {7, 3, 1};
    unsigned sum = 0;

    for (size_t i = 0; i < size; i++)
        sum += (text[i] == '<' ? 0 : value_36(text[i])) * weights[i % 3];
    return check == '0' + sum % 10;
}

static bool is_filler(const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] != '<')
            return false;
    return true;
}

/* The second line of a passport (44) or a visa or card of two lines (36). */
static bool second_line_holds(const uint8_t *t, size_t size)
{
    uint8_t joined[48];
    size_t used = 0;

    if (!check_holds(t, 9, t[9]) || !check_holds(t + 13, 6, t[19]) ||
        !check_holds(t + 21, 6, t[27]))
        return false;
    if (size == 44) {
        if (!check_holds(t + 28, 14, t[42]) && !(t[42] == '<' && is_filler(t + 28, 14)))
            return false;
    }
    memcpy(joined, t, 10);
    used = 10;
    memcpy(joined + used, t + 13, 7);
    used += 7;
    memcpy(joined + used, t + 21, size - 22);
    used += size - 22;
    return check_holds(joined, used, t[size - 1]);
}

enum proof identifier_mrz(struct bytes text)
{
    const uint8_t *t = text.data;
    bool holds;

    for (size_t i = 0; i < text.size; i++)
        if (t[i] != '<' && value_36(t[i]) > 35)
            return PROOF_FAILS;
    switch (text.size) {
    case 36:
    case 44:
        holds = second_line_holds(t, text.size);
        break;
    case 30: /* the second of three lines; its last digit is over the first one, too */
        holds = check_holds(t, 6, t[6]) && check_holds(t + 8, 6, t[14]) && strchr("MFX<", t[7]) &&
                is_ascii_digit(t[29]) && value_36(t[15]) >= 10;
        break;
    default:
        return PROOF_FAILS;
    }
    if (!holds)
        return PROOF_FAILS;
    return bytes_starts(text, BYTES("L898902C3")) || bytes_starts(text, BYTES("7408122F1204159"))
               ? PROOF_SAMPLE
               : PROOF_HOLDS;
}
