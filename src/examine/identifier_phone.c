/* identifier_phone.c - telephone numbers. Source: ITU-T E.164 and its list of country codes; North
 * American Numbering Plan. */

#include "base/kit.h"
#include "examine/identifiers.h"

enum { E164_LEAST = 9, E164_MOST = 15 };

/* Codes of two digits; codes of three begin with what is missing here, and 1 and 7 stand alone. */
static const char two_digits[] = "20273031323334363940414344454647484951525354555657586061626364"
                                 "65668182848690919293949598";
/* First two digits, and the third ones that exist. */
static const struct {
    char first[3];
    const char *third;
} three_digits[] = {
    {"21", "12368"},      {"22", "0123456789"}, {"23", "0123456789"}, {"24", "0123456789"},
    {"25", "012345678"},  {"26", "0123456789"}, {"29", "01789"},      {"35", "0123456789"},
    {"37", "012345678"},  {"38", "01235679"},   {"42", "013"},        {"50", "0123456789"},
    {"59", "0123456789"}, {"67", "023456789"},  {"68", "012356789"},  {"69", "012"},
    {"80", "08"},         {"85", "02356"},      {"87", "08"},         {"88", "0123568"},
    {"96", "012345678"},  {"97", "012345679"},  {"99", "234568"},
};

/* Numbers of these countries have so many digits, code included; elsewhere 9 to 15. */
static const struct {
    const char *code;
    uint8_t least, most;
} sizes[] = {
    {"1", 11, 11},  {"31", 11, 11}, {"32", 10, 11}, {"33", 11, 11}, {"34", 11, 11},
    {"41", 11, 11}, {"44", 11, 12}, {"45", 10, 10}, {"47", 10, 10}, {"48", 11, 11},
    {"61", 11, 11}, {"7", 11, 11},  {"86", 11, 13}, {"91", 12, 12}, {"351", 12, 12},
};

static bool code_exists(struct bytes digits)
{
    if (digits.data[0] == '1' || digits.data[0] == '7')
        return true;
    for (const char *code = two_digits; *code; code += 2)
        if (memcmp(code, digits.data, 2) == 0)
            return true;
    for (size_t i = 0; i < ARRAY_LEN(three_digits); i++)
        if (memcmp(three_digits[i].first, digits.data, 2) == 0)
            return strchr(three_digits[i].third, digits.data[2]) != NULL;
    return false;
}

static void size_range(struct bytes digits, size_t *least, size_t *most)
{
    *least = E164_LEAST;
    *most = E164_MOST;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        if (bytes_starts(digits, bytes_text(sizes[i].code))) {
            *least = sizes[i].least;
            *most = sizes[i].most;
        }
    }
}

size_t identifier_e164_longest(struct bytes digits)
{
    size_t least, most;

    if (digits.size < 3 || !code_exists(digits))
        return 0;
    size_range(digits, &least, &most);
    return most;
}

/* 555-0100 to 555-0199 are kept for fiction. */
static bool is_fiction(const uint8_t *d)
{
    return memcmp(d + 3, "55501", 5) == 0;
}

enum proof identifier_nanp(struct bytes digits)
{
    const uint8_t *d = digits.data;

    if (digits.size != 10 || d[0] < '2' || d[3] < '2' || memcmp(d + 1, "11", 2) == 0 ||
        memcmp(d + 4, "11", 2) == 0)
        return PROOF_FAILS;
    return is_fiction(d) || identifier_is_run(digits) ? PROOF_SAMPLE : PROOF_HOLDS;
}

enum proof identifier_e164(struct bytes digits)
{
    size_t least, most;

    if (digits.size < E164_LEAST || digits.size > E164_MOST || !code_exists(digits))
        return PROOF_FAILS;
    size_range(digits, &least, &most);
    if (digits.size < least || digits.size > most)
        return PROOF_FAILS;
    if (digits.data[0] == '1')
        return identifier_nanp(bytes_from(digits, 1));
    return identifier_is_run(digits) ? PROOF_SAMPLE : PROOF_HOLDS;
}
