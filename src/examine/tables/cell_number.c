/*
 * cell_number.c - see cell_number.h. Decimal digits are rounded as digits, so that nothing depends
 * on a library; the layout is that of JSON's canonical form: ECMA-262, Number::toString.
 */

#include "examine/tables/cell_number.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "base/kit.h"

enum {
    INTEGER_DIGITS_MAX = 18, /* always fits 64 bits */
    DIGITS_KEPT = 15,
    EXPONENT_MAX = 99999, /* what is larger is as good as infinite, or zero */
};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* A number as it is written: digits before and behind the point, and the power of ten. */
struct written {
    struct bytes whole, fraction;
    int exponent;
    bool negative, plus, point, power;
};

static size_t digits(struct bytes text)
{
    size_t count = 0;

    while (count < text.size && is_digit(text.data[count]))
        count++;
    return count;
}

static bool take_exponent(struct bytes text, struct written *out)
{
    bool negative = text.size > 0 && text.data[0] == '-';

    out->power = true;
    if (text.size > 0 && (negative || text.data[0] == '+'))
        text = bytes_from(text, 1);
    if (text.size == 0 || digits(text) != text.size)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (out->exponent < EXPONENT_MAX)
            out->exponent = out->exponent * 10 + (text.data[i] - '0');
    if (out->exponent > EXPONENT_MAX)
        out->exponent = EXPONENT_MAX;
    if (negative)
        out->exponent = -out->exponent;
    return true;
}

static bool take_written(struct bytes text, struct written *out)
{
    const uint8_t sign = text.data[0];

    out->negative = sign == '-';
    out->plus = sign == '+';
    if (sign == '-' || sign == '+')
        text = bytes_from(text, 1);
    out->whole = bytes_of(text.data, digits(text));
    if (out->whole.size > 1 && text.data[0] == '0')
        return false;
    text = bytes_from(text, out->whole.size);
    out->point = text.size > 0 && text.data[0] == '.';
    if (out->point) {
        text = bytes_from(text, 1);
        out->fraction = bytes_of(text.data, digits(text));
        text = bytes_from(text, out->fraction.size);
    }
    if (out->whole.size + out->fraction.size == 0)
        return false;
    return text.size == 0 ||
           ((text.data[0] | 0x20) == 'e' && take_exponent(bytes_from(text, 1), out));
}

/* 1.234,56 as 1234.56: a comma before the fraction, and dots between thousands. Three digits behind
 * a comma and no dot may as well be thousands, and make no number. */
static size_t turn_comma(struct bytes cell, uint8_t room[CELL_SIZE_MAX])
{
    const uint8_t *comma = memchr(cell.data, ',', cell.size);
    size_t size = 0, group = 0, groups = 0, fraction;

    if (!comma || cell.size > CELL_SIZE_MAX)
        return 0;
    fraction = cell.size - (size_t)(comma - cell.data) - 1;
    for (const uint8_t *p = cell.data; p < comma; p++) {
        if (*p == '.') {
            if (group == 0 || group > 3 || (groups > 0 && group != 3))
                return 0;
            groups++;
            group = 0;
            continue;
        }
        group += is_digit(*p);
        room[size++] = *p;
    }
    if (fraction == 0 || group == 0 || (groups > 0 ? group != 3 : fraction == 3))
        return 0;
    room[size++] = '.';
    memcpy(room + size, comma + 1, fraction);
    size += fraction;
    return digits(bytes_of(room + size - fraction, fraction)) == fraction ? size : 0;
}

/* 1,234.56 as 1234.56: commas between thousands, before a point; without one two of them at least,
 * for 1,234 may as well be a fraction. */
static size_t drop_commas(struct bytes cell, uint8_t room[CELL_SIZE_MAX])
{
    size_t size = 0, group = 0, groups = 0, at = 0;

    if (cell.size > CELL_SIZE_MAX)
        return 0;
    for (; at < cell.size && cell.data[at] != '.'; at++) {
        if (cell.data[at] == ',') {
            if (group == 0 || group > 3 || (groups > 0 && group != 3))
                return 0;
            groups++;
            group = 0;
            continue;
        }
        group += is_digit(cell.data[at]);
        room[size++] = cell.data[at];
    }
    if (group != 3 || groups < (at < cell.size ? 1 : 2))
        return 0;
    memcpy(room + size, cell.data + at, cell.size - at);
    return size + cell.size - at;
}

/* Digits times ten to the `exponent`: at most DIGITS_KEPT of them, no zero behind. */
struct decimal {
    uint64_t digits;
    int exponent;
};

static void add_digits(struct decimal *decimal, struct bytes text, unsigned *kept, bool *up)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned digit = text.data[i] - (unsigned)'0';

        if (*kept == 0 && digit == 0)
            continue;
        if (++*kept <= DIGITS_KEPT) {
            decimal->digits = decimal->digits * 10 + digit;
            continue;
        }
        if (*kept == DIGITS_KEPT + 1)
            *up = digit >= 5;
        decimal->exponent++;
    }
}

static struct decimal round_written(const struct written *written)
{
    struct decimal decimal = {.exponent = written->exponent - (int)written->fraction.size};
    unsigned kept = 0;
    bool up = false;

    add_digits(&decimal, written->whole, &kept, &up);
    add_digits(&decimal, written->fraction, &kept, &up);
    decimal.digits += up;
    while (decimal.digits > 0 && decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        decimal.exponent++;
    }
    return decimal;
}

static char *put(char *at, const char *from, size_t size)
{
    if (size)
        memcpy(at, from, size);
    return at + size;
}

static char *put_exponent(char *at, int exponent)
{
    char digits[8];
    size_t used = sizeof digits;
    unsigned value = (unsigned)abs(exponent);

    do {
        digits[--used] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    *at++ = 'e';
    *at++ = exponent < 0 ? '-' : '+';
    return put(at, digits + used, sizeof digits - used);
}

/* ECMA-262 Number::toString, steps 5 to 12; k, n and the digits are named as there. */
static char *put_decimal(char *at, struct decimal decimal)
{
    static const char zeros[] = "000000000000000000000";
    char room[24];
    const char *digits = room + sizeof room;
    int k = 0, n;

    for (uint64_t value = decimal.digits; value; value /= 10, k++)
        room[sizeof room - 1 - (size_t)k] = (char)('0' + value % 10);
    digits -= k;
    n = k + decimal.exponent;
    if (k <= n && n <= 21)
        return put(put(at, digits, (size_t)k), zeros, (size_t)(n - k));
    if (0 < n && n <= 21) {
        at = put(put(at, digits, (size_t)n), ".", 1);
        return put(at, digits + n, (size_t)(k - n));
    }
    if (-6 < n && n <= 0)
        return put(put(put(at, "0.", 2), zeros, (size_t)-n), digits, (size_t)k);
    at = put(at, digits, 1);
    if (k > 1)
        at = put(put(at, ".", 1), digits + 1, (size_t)k - 1);
    return put_exponent(at, n - 1);
}

static const double tens[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Exact wherever a double is: both parts of the quotient are. */
static double decimal_value(struct decimal decimal, const char *text)
{
    if (decimal.exponent <= 0 && (size_t)-decimal.exponent < ARRAY_LEN(tens))
        return (double)decimal.digits / tens[-decimal.exponent];
    if (decimal.exponent > 0 && (size_t)decimal.exponent < ARRAY_LEN(tens))
        return (double)decimal.digits * tens[decimal.exponent];
    return strtod(text, NULL); /* the C locale's, as no other is set for numbers */
}

static void write_number(const struct written *written, struct cell_value *out)
{
    struct decimal decimal = round_written(written);
    char *at = out->room;

    out->number = 0;
    if (decimal.digits == 0) {
        out->text = BYTES("0");
        return;
    }
    if (written->negative)
        *at++ = '-';
    at = put_decimal(at, decimal);
    *at = 0;
    out->text = bytes_of(out->room, (size_t)(at - out->room));
    out->number = decimal_value(decimal, out->room + written->negative);
    if (written->negative)
        out->number = -out->number;
}

/* All its digits; `cell` as it is written. */
static void write_integer(struct bytes cell, const struct written *written, struct cell_value *out)
{
    uint64_t value = 0;

    out->type = written->whole.size <= INTEGER_DIGITS_MAX ? CELL_INTEGER : CELL_NUMBER;
    out->text = written->plus ? written->whole : cell;
    if (out->type == CELL_NUMBER) {
        struct decimal decimal = round_written(written);
        char text[CELL_SIZE_MAX + 8];

        *put_decimal(text, decimal) = 0;
        out->number = decimal_value(decimal, text);
    } else {
        for (size_t i = 0; i < written->whole.size; i++)
            value = value * 10 + (written->whole.data[i] - (uint64_t)'0');
        out->number = (double)value;
        if (value == 0)
            out->text = written->whole;
    }
    if (written->negative)
        out->number = -out->number;
}

static bool is_word(struct bytes text, const char *word)
{
    return text.size == strlen(word) && strncasecmp((const char *)text.data, word, text.size) == 0;
}

/* What is no quantity but stands among numbers. */
static bool read_unbounded(struct bytes cell, struct cell_value *out)
{
    static const char *const none[] = {"-1.#IND", "-1.#QNAN", "-NaN", "-nan",
                                       "1.#IND",  "1.#QNAN",  "NaN",  "nan"};
    bool negative = cell.data[0] == '-', missing = false;

    if (cell.size > sizeof "-infinity" - 1)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        missing |= bytes_equal(cell, bytes_text(none[i]));
    if (negative || cell.data[0] == '+')
        cell = bytes_from(cell, 1);
    if (!missing && (cell.size == 0 || is_digit(cell.data[0])))
        return false;
    if (missing)
        out->text = BYTES("");
    else if (is_word(cell, "inf") || is_word(cell, "infinity"))
        out->text = negative ? BYTES("-inf") : BYTES("inf");
    else
        return false;
    out->type = CELL_NUMBER;
    out->number = out->text.size == 0 ? 0 : negative ? -INFINITY : INFINITY;
    return true;
}

/* Adds digits off the front of `text` to a number; returns how many. */
static size_t add_plain_digits(struct bytes text, uint64_t *value)
{
    size_t count = 0;

    for (; count < text.size && is_digit(text.data[count]); count++)
        *value = *value * 10 + (text.data[count] - (uint64_t)'0');
    return count;
}

/* The usual decimal: digits on both sides of a point, and nothing that write_number() would write
 * in another way. */
static bool read_plain_decimal(struct bytes cell, struct cell_value *out)
{
    const bool negative = cell.data[0] == '-';
    struct bytes text = bytes_from(cell, negative);
    uint64_t value = 0;
    size_t whole, fraction;
    bool below_one;

    if (text.size > DIGITS_KEPT + 1)
        return false;
    whole = add_plain_digits(text, &value);
    if (whole == 0 || (whole > 1 && text.data[0] == '0') || whole + 1 >= text.size ||
        text.data[whole] != '.')
        return false;
    below_one = value == 0;
    fraction = add_plain_digits(bytes_from(text, whole + 1), &value);
    if (whole + 1 + fraction != text.size || text.data[text.size - 1] == '0' ||
        (below_one && fraction > 6)) /* 1e-7 */
        return false;
    out->type = CELL_NUMBER;
    out->text = cell;
    out->number = (double)value / tens[fraction];
    if (negative)
        out->number = -out->number;
    return true;
}

bool cell_read_number(struct bytes cell, struct cell_value *out)
{
    struct written written = {0};
    uint8_t room[CELL_SIZE_MAX];
    bool rewritten = false;

    if (read_plain_decimal(cell, out))
        return true;
    if (!take_written(cell, &written)) {
        size_t size;

        if (!memchr(cell.data, ',', cell.size))
            return read_unbounded(cell, out);
        size = turn_comma(cell, room);
        if (size == 0)
            size = drop_commas(cell, room);
        rewritten = true;
        written = (struct written){0};
        if (size == 0 || !take_written(bytes_of(room, size), &written))
            return read_unbounded(cell, out);
    }
    if (!written.point && !written.power && !rewritten) {
        write_integer(cell, &written, out);
        return true;
    }
    out->type = CELL_NUMBER;
    write_number(&written, out);
    return true;
}
