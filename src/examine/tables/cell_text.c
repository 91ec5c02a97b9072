/* cell_text.c - values of typed tables as the one text that stands for them. */

#include "examine/tables/cell_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/kit.h"
#include "examine/kinds.h"
#include "examine/tables/digits.h"
#include "examine/tables/real_text.h"

enum {
    DECIMAL_BYTES = 32,
    DECIMAL_WORDS = DECIMAL_BYTES / 4,
    SCALE_MAX = 200,
    DAY = 24 * 60 * 60,
    JULIAN_1970 = 2440588, /* the Julian day that began at noon before 1970-01-02 */
    DAYS_MAX = INT32_MAX,
    LOOKED_AT = 4096, /* first bytes by which text is told */
};

static const uint64_t powers[] = {1,      10,      100,      1000,      10000,
                                  100000, 1000000, 10000000, 100000000, 1000000000};

static uint64_t unsigned_of(struct bytes value)
{
    uint64_t number = 0;

    for (size_t i = 0; i < value.size && i < sizeof number; i++)
        number |= (uint64_t)value.data[i] << (8 * i);
    return number;
}

static int64_t signed_of(struct bytes value)
{
    uint64_t number = unsigned_of(value);
    unsigned spare = value.size < sizeof number ? (unsigned)(64 - 8 * value.size) : 0;

    if (spare == 64)
        return 0;
    return (int64_t)(number << spare) >> spare;
}

static struct bytes integer_text(char room[CELL_TEXT_MAX], bool negative, uint64_t magnitude)
{
    char *end = room + CELL_TEXT_MAX, *at = digits_before(end, magnitude);

    if (negative)
        *--at = '-';
    return bytes_of(at, (size_t)(end - at));
}

static struct bytes signed_text(char room[CELL_TEXT_MAX], int64_t number)
{
    return integer_text(room, number < 0, number < 0 ? ~(uint64_t)number + 1 : (uint64_t)number);
}

static struct bytes printed(const char *room, int size)
{
    return bytes_of(room, size > 0 && size < CELL_TEXT_MAX ? (size_t)size : 0);
}

/* IEEE 754 binary16. */
static double half_of(uint64_t bits)
{
    unsigned exponent = (unsigned)(bits >> 10 & 0x1f), fraction = (unsigned)(bits & 0x3ff);
    double number = exponent == 0x1f ? (fraction ? NAN : INFINITY)
                    : exponent == 0  ? ldexp(fraction, -24)
                                     : ldexp(fraction + 1024, (int)exponent - 25);

    return bits >> 15 & 1 ? -number : number;
}

static struct bytes float_text(char room[CELL_TEXT_MAX], struct bytes value)
{
    uint64_t bits = unsigned_of(value);
    uint32_t low = (uint32_t)bits;
    float narrow;
    double number;

    switch (value.size) {
    case 2:
        return real_text(room, half_of(bits), true);
    case sizeof narrow:
        memcpy(&narrow, &low, sizeof narrow);
        return real_text(room, (double)narrow, true);
    case sizeof number:
        memcpy(&number, &bits, sizeof number);
        return real_text(room, number, false);
    default:
        return bytes_of(NULL, 0);
    }
}

/* Divides a number of 32-bit digits, the lowest first, and tells the rest. */
static uint32_t divide(uint32_t words[DECIMAL_WORDS], uint32_t by)
{
    uint64_t rest = 0;

    for (size_t i = DECIMAL_WORDS; i-- > 0;) {
        rest = rest << 32 | words[i];
        words[i] = (uint32_t)(rest / by);
        rest %= by;
    }
    return (uint32_t)rest;
}

static bool is_zero(const uint32_t words[DECIMAL_WORDS])
{
    for (size_t i = 0; i < DECIMAL_WORDS; i++)
        if (words[i])
            return false;
    return true;
}

/* The magnitude of a number in two's complement; true where it is negative. */
static bool magnitude_of(struct bytes value, bool big, uint32_t words[DECIMAL_WORDS])
{
    bool negative = value.data[big ? 0 : value.size - 1] & 0x80;
    uint64_t carry = 1;

    for (size_t i = 0; i < DECIMAL_WORDS; i++)
        words[i] = negative ? UINT32_MAX : 0;
    for (size_t i = 0; i < value.size; i++) {
        uint8_t byte = value.data[big ? value.size - 1 - i : i];

        words[i / 4] &= ~(UINT32_C(0xff) << (i % 4 * 8));
        words[i / 4] |= (uint32_t)byte << (i % 4 * 8);
    }
    for (size_t i = 0; negative && i < DECIMAL_WORDS; i++) {
        carry += (uint32_t)~words[i];
        words[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return negative;
}

/* All digits of the scale stand behind the point: an amount of 5.00 is one. */
static struct bytes decimal_text(char room[CELL_TEXT_MAX], struct bytes value, int scale, bool big)
{
    uint32_t words[DECIMAL_WORDS];
    char *end = room + CELL_TEXT_MAX, *at = end;
    bool negative;

    if (value.size == 0 || value.size > DECIMAL_BYTES || scale < 0 || scale > SCALE_MAX)
        return bytes_of(NULL, 0);
    negative = magnitude_of(value, big, words);
    for (int digits = 0; digits <= scale || !is_zero(words); digits++) {
        if (digits == scale && scale > 0)
            *--at = '.';
        *--at = (char)('0' + divide(words, 10));
    }
    if (negative)
        *--at = '-';
    return bytes_of(at, (size_t)(end - at));
}

/* Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days. */
static void civil(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    enum { ERA = 146097, TO_MARCH_0000 = 719468 };
    int64_t shifted = days + TO_MARCH_0000;
    int64_t era = (shifted >= 0 ? shifted : shifted - (ERA - 1)) / ERA;
    unsigned of_era = (unsigned)(shifted - era * ERA);
    unsigned years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * years + years / 4 - years / 100);
    unsigned from_march = (5 * of_year + 2) / 153;

    *day = of_year - (153 * from_march + 2) / 5 + 1;
    *month = from_march < 10 ? from_march + 3 : from_march - 9;
    *year = (int64_t)years + era * 400 + (*month <= 2);
}

static int print_date(char *to, size_t size, int64_t days)
{
    int64_t year;
    unsigned month, day;

    civil(days, &year, &month, &day);
    if (year >= 0 && year <= 9999)
        return snprintf(to, size, "%04d-%02u-%02u", (int)year, month, day);
    return snprintf(to, size, "%+07" PRId64 "-%02u-%02u", year, month, day); /* ISO 8601, 4.1.2.4 */
}

static struct bytes date_text(char room[CELL_TEXT_MAX], int64_t days)
{
    if (days < -DAYS_MAX || days > DAYS_MAX)
        return signed_text(room, days);
    return printed(room, print_date(room, CELL_TEXT_MAX, days));
}

/* Seconds of a day, and what is less than one in nanoseconds, of which as few digits as it takes.
 */
static int print_time(char *to, size_t size, int64_t seconds, uint64_t nanoseconds)
{
    int used = snprintf(to, size, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                        (int)(seconds % 60));

    if (nanoseconds == 0)
        return used;
    used += snprintf(to + used, size - (size_t)used, ".%09" PRIu64, nanoseconds);
    while (to[used - 1] == '0')
        used--;
    return used;
}

/* Splits a time in units of 10^-scale seconds. */
static bool split_seconds(int64_t time, int scale, int64_t *seconds, uint64_t *nanoseconds)
{
    int64_t unit, rest;

    if (scale < 0 || scale > 9)
        return false;
    unit = (int64_t)powers[scale];
    rest = time % unit;
    *seconds = time / unit;
    if (rest < 0) {
        rest += unit;
        --*seconds;
    }
    *nanoseconds = (uint64_t)rest * powers[9 - scale];
    return true;
}

static struct bytes instant_text(char room[CELL_TEXT_MAX], int64_t seconds, uint64_t nanoseconds,
                                 bool utc)
{
    int64_t days = seconds / DAY, of_day = seconds % DAY;
    int used;

    if (of_day < 0) {
        of_day += DAY;
        days--;
    }
    used = print_date(room, CELL_TEXT_MAX, days);
    room[used++] = 'T';
    used += print_time(room + used, CELL_TEXT_MAX - (size_t)used, of_day, nanoseconds);
    if (utc)
        room[used++] = 'Z';
    return printed(room, used);
}

static struct bytes timestamp_text(char room[CELL_TEXT_MAX], int64_t time, int scale, bool utc)
{
    uint64_t nanoseconds;
    int64_t seconds;

    if (!split_seconds(time, scale, &seconds, &nanoseconds))
        return bytes_of(NULL, 0);
    return instant_text(room, seconds, nanoseconds, utc);
}

static struct bytes time_text(char room[CELL_TEXT_MAX], int64_t time, int scale)
{
    int64_t seconds;
    uint64_t nanoseconds;

    if (!split_seconds(time, scale, &seconds, &nanoseconds) || seconds < 0 || seconds > DAY)
        return signed_text(room, time);
    return printed(room, print_time(room, CELL_TEXT_MAX, seconds, nanoseconds));
}

/* The nanoseconds may be more than a day has, or fewer than none: then they are other days. */
static struct bytes int96_text(char room[CELL_TEXT_MAX], struct bytes value)
{
    int64_t days = (int64_t)unsigned_of(bytes_of(value.data + 8, 4)) - JULIAN_1970, seconds;
    uint64_t nanoseconds;

    if (!split_seconds(signed_of(bytes_of(value.data, 8)), 9, &seconds, &nanoseconds))
        return bytes_of(NULL, 0);
    return instant_text(room, days * DAY + seconds, nanoseconds, false);
}

static struct bytes uuid_text(char room[CELL_TEXT_MAX], struct bytes value)
{
    static const char hex[] = "0123456789abcdef";
    size_t used = 0;

    for (size_t i = 0; i < value.size; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            room[used++] = '-';
        room[used++] = hex[value.data[i] >> 4];
        room[used++] = hex[value.data[i] & 0x0f];
    }
    return bytes_of(room, used);
}

/* An amount of time as ISO 8601 has it: PT-1.5S, P1M2DT3S. */
static struct bytes period_text(char room[CELL_TEXT_MAX], int64_t time, int scale)
{
    uint64_t magnitude = time < 0 ? ~(uint64_t)time + 1 : (uint64_t)time, unit;
    int used;

    if (scale < 0 || scale > 9)
        return bytes_of(NULL, 0);
    unit = powers[scale];
    used = snprintf(room, CELL_TEXT_MAX, "PT%s%" PRIu64, time < 0 ? "-" : "", magnitude / unit);
    if (magnitude % unit != 0) {
        used += snprintf(room + used, CELL_TEXT_MAX - (size_t)used, ".%0*" PRIu64, scale,
                         magnitude % unit);
        while (room[used - 1] == '0')
            used--;
    }
    room[used++] = 'S';
    return printed(room, used);
}

static struct bytes interval_text(char room[CELL_TEXT_MAX], struct bytes value)
{
    unsigned months = (unsigned)unsigned_of(bytes_of(value.data, 4));
    unsigned days = (unsigned)unsigned_of(bytes_of(value.data + 4, 4));
    unsigned milliseconds = (unsigned)unsigned_of(bytes_of(value.data + 8, 4));

    return printed(room, snprintf(room, CELL_TEXT_MAX, "P%uM%uDT%u.%03uS", months, days,
                                  milliseconds / 1000, milliseconds % 1000));
}

static bool looks_like_text(struct bytes value)
{
    return kind_is_text(bytes_front(value, LOOKED_AT));
}

static struct bytes text_of(const struct meaning *meaning, struct bytes value,
                            char room[CELL_TEXT_MAX])
{
    switch (meaning->kind) {
    case MEANS_NOTHING:
        break;
    case MEANS_BYTES:
        return looks_like_text(value) ? value : bytes_of(NULL, 0);
    case MEANS_TEXT:
        return value;
    case MEANS_BOOLEAN:
        return value.size && value.data[0] ? BYTES("true") : BYTES("false");
    case MEANS_SIGNED:
        return signed_text(room, signed_of(value));
    case MEANS_UNSIGNED:
        return integer_text(room, false, unsigned_of(value));
    case MEANS_FLOAT:
        return float_text(room, value);
    case MEANS_DECIMAL:
    case MEANS_DECIMAL_BIG:
        return decimal_text(room, value, meaning->scale, meaning->kind == MEANS_DECIMAL_BIG);
    case MEANS_DATE:
        return date_text(room, signed_of(value));
    case MEANS_TIME:
        return time_text(room, signed_of(value), meaning->scale);
    case MEANS_TIMESTAMP:
    case MEANS_TIMESTAMP_UTC:
        return timestamp_text(room, signed_of(value), meaning->scale,
                              meaning->kind == MEANS_TIMESTAMP_UTC);
    case MEANS_INT96:
        return value.size == 12 ? int96_text(room, value) : bytes_of(NULL, 0);
    case MEANS_UUID:
        return value.size == 16 ? uuid_text(room, value) : bytes_of(NULL, 0);
    case MEANS_PERIOD:
        return period_text(room, signed_of(value), meaning->scale);
    case MEANS_INTERVAL:
        return value.size == 12 ? interval_text(room, value) : bytes_of(NULL, 0);
    }
    return bytes_of(NULL, 0);
}

/* The type that a column has which holds nothing else. */
static enum cell_type meaning_type(const struct meaning *meaning)
{
    switch (meaning->kind) {
    case MEANS_NOTHING:
        return CELL_EMPTY;
    case MEANS_BYTES:
        return CELL_BINARY;
    case MEANS_BOOLEAN:
        return CELL_BOOLEAN;
    case MEANS_SIGNED:
    case MEANS_UNSIGNED:
        return CELL_INTEGER;
    case MEANS_FLOAT:
    case MEANS_DECIMAL:
    case MEANS_DECIMAL_BIG:
        return CELL_NUMBER;
    case MEANS_DATE:
    case MEANS_TIMESTAMP:
    case MEANS_TIMESTAMP_UTC:
    case MEANS_INT96:
        return CELL_DATE;
    default:
        return CELL_TEXT;
    }
}

struct bytes cell_text(const struct meaning *meaning, struct bytes value, char room[CELL_TEXT_MAX],
                       enum cell_type *type)
{
    struct bytes text = text_of(meaning, value, room);

    *type = meaning_type(meaning);
    if (meaning->kind == MEANS_BYTES)
        *type = text.size > 0 || value.size == 0 ? CELL_TEXT : CELL_BINARY;
    else if (text.size == 0 && meaning->kind != MEANS_TEXT && meaning->kind != MEANS_NOTHING)
        *type = CELL_BINARY;
    return text;
}
