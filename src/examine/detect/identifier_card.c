/* identifier_card.c - payment cards. Source: ISO/IEC 7812-1 and the issuers' published ranges. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

/* The first digits of an issuer, as a range of numbers of `size` digits, and lengths of cards. */
static const struct range {
    uint32_t from, to;
    uint8_t size, least, most;
    uint32_t lengths; /* one bit a length where not all between count; 0: all */
} ranges[] = {
    {4, 4, 1, 13, 19, 1U << 13 | 1U << 16 | 1U << 19}, /* Visa */
    {51, 55, 2, 16, 16, 0},                            /* Mastercard */
    {2221, 2720, 4, 16, 16, 0},                        /* Mastercard */
    {34, 34, 2, 15, 15, 0},                            /* American Express */
    {37, 37, 2, 15, 15, 0},                            /* American Express */
    {6011, 6011, 4, 16, 19, 0},                        /* Discover */
    {644, 649, 3, 16, 19, 0},                          /* Discover */
    {65, 65, 2, 16, 19, 0},                            /* Discover */
    {300, 305, 3, 14, 19, 0},                          /* Diners Club */
    {3095, 3095, 4, 14, 19, 0},                        /* Diners Club */
    {36, 36, 2, 14, 19, 0},                            /* Diners Club */
    {38, 39, 2, 14, 19, 0},                            /* Diners Club */
    {3528, 3589, 4, 16, 19, 0},                        /* JCB */
    {62, 62, 2, 16, 19, 0},                            /* UnionPay */
    {2200, 2204, 4, 16, 19, 0},                        /* Mir */
    {50, 50, 2, 12, 19, 0},                            /* Maestro */
    {56, 58, 2, 12, 19, 0},                            /* Maestro */
    {67, 67, 2, 12, 19, 0},                            /* Maestro */
};

/* Numbers that issuers and payment services publish for tests. */
static const char *const samples[] = {
    "4111111111111111", "4012888888881881", "4222222222222",    "4242424242424242",
    "4000056655665556", "4000000000000002", "5555555555554444", "5105105105105100",
    "5200828282828210", "2223003122003222", "2223000048400011", "378282246310005",
    "371449635398431",  "378734493671000",  "30569309025904",   "38520000023237",
    "6011111111111117", "6011000990139424", "3530111333300000", "3566002020360505",
    "6200000000000005", "5019717010103742", "6331101999990016",
};

static bool has_issuer(struct bytes digits)
{
    for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
        const struct range *range = &ranges[i];
        uint32_t first = 0;

        for (size_t j = 0; j < range->size; j++)
            first = first * 10 + (digits.data[j] - (uint32_t)'0');
        if (first >= range->from && first <= range->to && digits.size >= range->least &&
            digits.size <= range->most && (!range->lengths || range->lengths >> digits.size & 1))
            return true;
    }
    return false;
}

enum proof identifier_card(struct bytes digits)
{
    if (digits.size < 12 || digits.size > 19 || !has_issuer(digits) || !sum_luhn(digits))
        return PROOF_FAILS;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++)
        if (bytes_equal(digits, bytes_text(samples[i])))
            return PROOF_SAMPLE;
    return identifier_is_run(digits) ? PROOF_SAMPLE : PROOF_HOLDS;
}
