/* identifier_sums.h - check sums that several identifiers share, and small tests of characters. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* Luhn's sum over digits, the last one being the check digit (ISO/IEC 7812-1). */
bool sum_luhn(struct bytes digits);

/* The rest by 97 of letters (as 10 to 35) and digits, in order; more than 96 where there is
 * anything else (ISO 7064). */
unsigned sum_mod97(struct bytes text);

/* Digits times weights, one for each; `digits` is at least as long. */
unsigned sum_weighted(const uint8_t *digits, const uint8_t *weights, size_t count);

/* True for ASCII digits alone, and for no bytes at all. */
bool all_digits(struct bytes text);

static inline bool is_ascii_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_ascii_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

/* A digit's value, or a letter's from 10 on; 36 and more for all else. */
static inline unsigned value_36(uint8_t c)
{
    return is_ascii_digit(c) ? c - (unsigned)'0' : is_ascii_upper(c) ? c - (unsigned)'A' + 10 : 99U;
}

/* Two digits as a number. */
static inline unsigned two_digits_of(const uint8_t *d)
{
    return (d[0] - (unsigned)'0') * 10 + (d[1] - (unsigned)'0');
}

/* Two letters that name a country (ISO 3166-1), and XK. */
bool country_exists(uint8_t first, uint8_t second);

/* The plain letter, in lower case, that a letter of Latin-1 is written with; `second` is its second
 * byte in UTF-8, behind c3. 0 for what is no letter. */
uint8_t latin_letter(uint8_t second);
