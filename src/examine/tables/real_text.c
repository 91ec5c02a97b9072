/*
 * real_text.c - see real_text.h.
 *
 * Numbers of plain size are scaled to whole ones of as many digits as can be needed, without a
 * rounding: mantissa and power of ten are in one product of 128 bits. What fewer digits lose is
 * then seen from what is cut off, and none has to be written and read back to know.
 */

#include "examine/tables/real_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/kit.h"
#include "examine/tables/digits.h"

__extension__ typedef unsigned __int128 wide;

enum { SCALE_MAX = 21 };

static const uint64_t powers[] = {UINT64_C(1),
                                  UINT64_C(10),
                                  UINT64_C(100),
                                  UINT64_C(1000),
                                  UINT64_C(10000),
                                  UINT64_C(100000),
                                  UINT64_C(1000000),
                                  UINT64_C(10000000),
                                  UINT64_C(100000000),
                                  UINT64_C(1000000000),
                                  UINT64_C(10000000000),
                                  UINT64_C(100000000000),
                                  UINT64_C(1000000000000),
                                  UINT64_C(10000000000000),
                                  UINT64_C(100000000000000),
                                  UINT64_C(1000000000000000),
                                  UINT64_C(10000000000000000),
                                  UINT64_C(100000000000000000),
                                  UINT64_C(1000000000000000000),
                                  UINT64_C(10000000000000000000)};

/* A whole number with its point before the last `places` digits. */
static struct bytes pointed_text(char room[REAL_TEXT_MAX], bool negative, uint64_t whole,
                                 unsigned places)
{
    const uint64_t one = places < ARRAY_LEN(powers) ? powers[places] : UINT64_MAX; /* 0.0001... */
    char *end = room + REAL_TEXT_MAX, *at = end;

    if (places > 0) {
        at = digits_before(end, whole % one);
        while (end - at < (ptrdiff_t)places)
            *--at = '0';
        *--at = '.';
    }
    at = digits_before(at, whole / one);
    if (negative)
        *--at = '-';
    return bytes_of(at, (size_t)(end - at));
}

/* ---- few digits ---- */

enum { PLACES = 6 };

static inline bool has_places(double number, unsigned places, bool narrow, double *whole)
{
    double back;

    *whole = nearbyint(number * (double)powers[places]);
    back = *whole / (double)powers[places];
    return narrow ? (float)back == (float)number : back == number;
}

/* A number that is a whole one with a few digits behind the point, as most are: the division is
 * exact to the last bit, so its text reads back the same. */
static bool few_digits(char room[REAL_TEXT_MAX], double number, bool narrow, struct bytes *out)
{
    const double plain = 1e8, most = 1e15; /* products are exact to half a unit below it */
    double whole;

    if (fabs(number) < plain && !has_places(number, PLACES, narrow, &whole))
        return false;
    for (unsigned places = 0; places <= PLACES; places++) {
        const bool has = has_places(number, places, narrow, &whole);

        if (fabs(whole) >= most)
            return false;
        if (has) {
            *out = pointed_text(room, whole < 0, (uint64_t)fabs(whole), places);
            return true;
        }
    }
    return false;
}

/* ---- as many digits as it takes ---- */

/* A number as mantissa * 2^-shift. */
struct binary {
    uint64_t mantissa;
    unsigned shift, bits; /* of the mantissa */
};

/* What is one unit of `digits` digits less than all, cut off: the rest, and the unit. */
struct cut {
    uint64_t number;
    wide unit, rest;
};

static struct binary binary_of(double magnitude, bool narrow)
{
    struct binary binary = {.bits = narrow ? 24 : 53};
    int exponent;

    binary.mantissa = (uint64_t)ldexp(frexp(magnitude, &exponent), (int)binary.bits);
    binary.shift = binary.bits - (unsigned)exponent;
    return binary;
}

static struct cut cut_to(wide scaled, unsigned shift, uint64_t unit)
{
    const uint64_t whole = (uint64_t)(scaled >> shift);
    struct cut cut = {.number = whole / unit, .unit = (wide)unit << shift};

    cut.rest = scaled - (wide)cut.number * cut.unit;
    return cut;
}

/* To the nearest, of two the even one; true where it is above the number, which is `rest` away. */
static bool round_up(struct cut *cut)
{
    const wide half = cut->unit / 2;

    if (cut->rest < half || (cut->rest == half && cut->number % 2 == 0))
        return false;
    cut->number++;
    cut->rest = cut->unit - cut->rest;
    return true;
}

/* Nearer to this number than to the next one, half of `apart` being between; the next smaller one
 * of a power of two is half as far. */
static bool reads_back(const struct cut *cut, bool above, const struct binary *binary, wide apart)
{
    const bool near = !above && binary->mantissa == UINT64_C(1) << (binary->bits - 1);
    const wide twice = cut->rest * (near ? 4 : 2);

    return twice < apart || (twice == apart && binary->mantissa % 2 == 0);
}

/* Decimal places of a number whose whole digits are `digits` then. */
static unsigned scale_of(double magnitude, unsigned digits)
{
    unsigned scale = digits;
    double bound = 1;

    while (magnitude >= bound && scale > 0) {
        bound *= 10;
        scale--;
    }
    bound = 0.1;
    while (magnitude < bound && scale <= SCALE_MAX) {
        bound /= 10;
        scale++;
    }
    return scale;
}

static wide power_of(unsigned scale)
{
    return scale < ARRAY_LEN(powers)
               ? (wide)powers[scale]
               : (wide)powers[ARRAY_LEN(powers) - 1] * powers[scale - (ARRAY_LEN(powers) - 1)];
}

/* False for a number that "%g" would write with an exponent, or that is too close to one that has
 * another count of digits. */
static bool plain_digits(char room[REAL_TEXT_MAX], double number, bool narrow, struct bytes *out)
{
    const double least = 1e-4, most = narrow ? 1e6 : 1e15, magnitude = fabs(number);
    const unsigned digits = narrow ? 9 : 17, fewest = narrow ? 6 : 15;
    const unsigned scale = scale_of(magnitude, digits);
    struct binary binary;
    wide scaled, apart;

    if (!(magnitude >= least && magnitude < most) || scale > SCALE_MAX)
        return false;
    binary = binary_of(magnitude, narrow);
    apart = power_of(scale);
    scaled = apart * binary.mantissa;
    for (unsigned less = digits - fewest;; less--) {
        struct cut cut = cut_to(scaled, binary.shift, powers[less]);
        const bool above = round_up(&cut);
        unsigned places = scale - less;

        if (cut.number < powers[digits - less - 1] || cut.number >= powers[digits - less])
            return false;
        if (less > 0 && !reads_back(&cut, above, &binary, apart))
            continue;
        for (; places > 0 && cut.number % 10 == 0; places--)
            cut.number /= 10;
        *out = pointed_text(room, number < 0, cut.number, places);
        return true;
    }
}

static struct bytes any_digits(char room[REAL_TEXT_MAX], double number, bool narrow)
{
    int size = 0;

    for (int digits = narrow ? 6 : 15; digits <= (narrow ? 9 : 17); digits++) {
        size = snprintf(room, REAL_TEXT_MAX, "%.*g", digits, number);
        if (narrow ? strtof(room, NULL) == (float)number : strtod(room, NULL) == number)
            break;
    }
    return bytes_of(room, size > 0 && size < REAL_TEXT_MAX ? (size_t)size : 0);
}

struct bytes real_text(char room[REAL_TEXT_MAX], double number, bool narrow)
{
    struct bytes text;

    if (isnan(number))
        return BYTES("nan");
    if (isinf(number))
        return number < 0 ? BYTES("-inf") : BYTES("inf");
    if (few_digits(room, number, narrow, &text) || plain_digits(room, number, narrow, &text))
        return text;
    return any_digits(room, number, narrow);
}
