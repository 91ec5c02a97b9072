/* identifier_iban.c - bank account numbers. Source: ISO 13616, IBAN registry v101; ISO 7064. */

#include <string.h>

#include "base/kit.h"
#include "examine/detect/identifiers.h"

/* Countries of one length, two letters each. */
static const struct {
    uint8_t length;
    const char *countries;
} lengths[] = {
    {15, "NO"},
    {16, "BE"},
    {18, "DKFIFKFOGLNLSD"},
    {19, "MKSI"},
    {20, "ATBAEEKZLTLUMNXK"},
    {21, "CHHRLILV"},
    {22, "BGBHCRDEGBGEIEMERSVA"},
    {23, "AEGIILIQOMSOTL"},
    {24, "ADCZESMDPKROSASESKTNVG"},
    {25, "LYPTST"},
    {26, "ISTR"},
    {27, "BIDJFRGRITMCMRSM"},
    {28, "ALAZBYCYDOGTHNHULBNIPLSV"},
    {29, "BREGPSQAUA"},
    {30, "JOKWMUYE"},
    {31, "MTSC"},
    {32, "LC"},
    {33, "RU"},
};

/* Countries whose account part has no letters. */
static const char digits_only[] = "AEATBABEBICRCZDEDJDKEEESFIFOGLHRHUILISLTLYMEMNMRNOPLPTRSSDSESISK"
                                  "SOSTTLTNVAXK";

static bool is_listed(const char *countries, uint8_t first, uint8_t second)
{
    for (; *countries; countries += 2)
        if ((uint8_t)countries[0] == first && (uint8_t)countries[1] == second)
            return true;
    return false;
}

size_t identifier_iban_length(uint8_t first, uint8_t second)
{
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++)
        if (is_listed(lengths[i].countries, first, second))
            return lengths[i].length;
    return 0;
}

enum proof identifier_iban(struct bytes text)
{
    bool letters;
    unsigned rest = 0;

    if (text.size < 15 || identifier_iban_length(text.data[0], text.data[1]) != text.size)
        return PROOF_FAILS;
    letters = !is_listed(digits_only, text.data[0], text.data[1]);
    for (size_t i = 0; i < text.size; i++) { /* the first four stand at the end of the sum */
        size_t at = (i + 4) % text.size;
        uint8_t c = text.data[at];

        if (c >= '0' && c <= '9' && at >= 2)
            rest = (rest * 10 + (c - (unsigned)'0')) % 97;
        else if (c >= 'A' && c <= 'Z' && (at < 2 || (at >= 4 && letters)))
            rest = (rest * 100 + (c - (unsigned)'A') + 10) % 97;
        else
            return PROOF_FAILS;
    }
    if (rest != 1)
        return PROOF_FAILS;
    return identifier_is_run(bytes_from(text, 4)) ? PROOF_SAMPLE : PROOF_HOLDS;
}
