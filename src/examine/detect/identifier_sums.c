/* identifier_sums.c - check sums that several identifiers share. Source: ISO/IEC 7812-1 (Luhn),
 * ISO 7064, ISO 3166-1. */

#include "examine/detect/identifier_sums.h"

#include "base/kit.h"
#include "examine/detect/identifiers.h"

bool sum_luhn(struct bytes digits)
{
    unsigned sum = 0;

    for (size_t i = 0; i < digits.size; i++) {
        unsigned digit = digits.data[digits.size - 1 - i] - (unsigned)'0';

        if (i % 2 == 1)
            digit = digit < 5 ? digit * 2 : digit * 2 - 9;
        sum += digit;
    }
    return sum % 10 == 0;
}

unsigned sum_mod97(struct bytes text)
{
    unsigned rest = 0;

    for (size_t i = 0; i < text.size; i++) {
        unsigned value = value_36(text.data[i]);

        if (value > 35)
            return 97;
        rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
    }
    return rest;
}

unsigned sum_weighted(const uint8_t *digits, const uint8_t *weights, size_t count)
{
    unsigned sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (digits[i] - (unsigned)'0') * weights[i];
    return sum;
}

bool all_digits(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_ascii_digit(text.data[i]))
            return false;
    return true;
}

bool identifier_is_run(struct bytes digits)
{
    bool equal = true, up = true, down = true;

    for (size_t i = 1; i < digits.size && (equal || up || down); i++) {
        int step = (digits.data[i] - digits.data[i - 1] + 10) % 10;

        equal &= step == 0;
        up &= step == 1;
        down &= step == 9;
    }
    return equal || up || down;
}

/* The second letters that exist behind each first one. */
static const char *const seconds[26] = {
    "DEFGILMOQRSTUWXZ",        /* A */
    "ABDEFGHIJLMNOQRSTVWYZ",   /* B */
    "ACDFGHIKLMNORUVWXYZ",     /* C */
    "EJKMOZ",                  /* D */
    "CEGHRST",                 /* E */
    "IJKMOR",                  /* F */
    "ABDEFGHILMNPQRSTUWY",     /* G */
    "KMNRTU",                  /* H */
    "DELMNOQRST",              /* I */
    "EMOP",                    /* J */
    "EGHIMNPRWYZ",             /* K */
    "ABCIKRSTUVY",             /* L */
    "ACDEFGHKLMNOPQRSTUVWXYZ", /* M */
    "ACEFGILOPRUZ",            /* N */
    "M",                       /* O */
    "AEFGHKLMNRSTWY",          /* P */
    "A",                       /* Q */
    "EOSUW",                   /* R */
    "ABCDEGHIJKLMNORSTVXYZ",   /* S */
    "CDFGHJKLMNORTVWZ",        /* T */
    "AGMSYZ",                  /* U */
    "ACEGINU",                 /* V */
    "FS",                      /* W */
    "K",                       /* X: Kosovo, by agreement of those who use the code */
    "ET",                      /* Y */
    "AMW",                     /* Z */
};

bool country_exists(uint8_t first, uint8_t second)
{
    return is_ascii_upper(first) && is_ascii_upper(second) &&
           strchr(seconds[first - 'A'], second) != NULL;
}

uint8_t latin_letter(uint8_t second)
{
    /* U+00C0 to U+00DF; those in lower case stand 32 behind them */
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts";

    if (second < 0x80 || second > 0xbf)
        return 0;
    return (uint8_t)(plain[second & 0x1f] == ' ' ? 0 : plain[second & 0x1f]);
}
