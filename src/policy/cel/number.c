/* number.c - numbers as text, and numbers of different types side by side. */

#include "policy/cel/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

bool number_uint(struct bytes text, int base, uint64_t *out)
{
    uint64_t value = 0;

    if (text.size == 0)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        const int digit = hex_value(text.data[i]);

        if (digit < 0 || digit >= base || ckd_mul(&value, value, (uint64_t)base) ||
            ckd_add(&value, value, (uint64_t)digit))
            return false;
    }
    *out = value;
    return true;
}

bool number_int(struct bytes text, int base, bool negative, int64_t *out)
{
    uint64_t size;

    if (!number_uint(text, base, &size) || size > (uint64_t)INT64_MAX + (negative ? 1 : 0))
        return false;
    *out = negative ? (int64_t)(0 - size) : (int64_t)size;
    return true;
}

static size_t count_digits(struct bytes text)
{
    size_t count = 0;

    while (count < text.size && text.data[count] >= '0' && text.data[count] <= '9')
        count++;
    return count;
}

/* digits [. digits] [e [sign] digits], with a digit on at least one side of the point. */
static bool is_decimal(struct bytes text)
{
    size_t whole = count_digits(text);
    size_t fraction = 0;

    text = bytes_from(text, whole);
    if (text.size > 0 && text.data[0] == '.') {
        fraction = count_digits(bytes_from(text, 1));
        text = bytes_from(text, 1 + fraction);
    }
    if (whole + fraction == 0)
        return false;
    if (text.size > 0 && (text.data[0] == 'e' || text.data[0] == 'E')) {
        size_t digits;

        text = bytes_from(text, 1);
        if (text.size > 0 && (text.data[0] == '+' || text.data[0] == '-'))
            text = bytes_from(text, 1);
        digits = count_digits(text);
        if (digits == 0)
            return false;
        text = bytes_from(text, digits);
    }
    return text.size == 0;
}

static bool is_word(struct bytes text, const char *word)
{
    return text.size == strlen(word) && strncasecmp((const char *)text.data, word, text.size) == 0;
}

bool number_double(struct bytes text, double *out)
{
    enum { LONGEST = 1100 }; /* the exact decimal form of any double fits */
    char copy[LONGEST];
    bool negative = text.size > 0 && text.data[0] == '-';

    if (text.size > 0 && (text.data[0] == '-' || text.data[0] == '+'))
        text = bytes_from(text, 1);
    if (is_word(text, "nan")) {
        *out = NAN;
        return true;
    }
    if (is_word(text, "inf") || is_word(text, "infinity")) {
        *out = negative ? -INFINITY : INFINITY;
        return true;
    }
    if (!is_decimal(text) || text.size >= sizeof copy)
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = 0;
    *out = strtod(copy, NULL); /* of the C locale: nothing here calls setlocale() */
    if (negative)
        *out = -*out;
    return true;
}

void number_text(double value, char out[NUMBER_TEXT_SIZE])
{
    char form[NUMBER_TEXT_SIZE];
    int exponent, digits;

    if (isnan(value)) {
        text_copy(out, NUMBER_TEXT_SIZE, "NaN");
        return;
    }
    if (isinf(value)) {
        text_copy(out, NUMBER_TEXT_SIZE, value < 0 ? "-Infinity" : "Infinity");
        return;
    }
    for (digits = 1; digits < 17; digits++) {
        snprintf(form, sizeof form, "%.*e", digits - 1, value);
        if (strtod(form, NULL) == value)
            break;
    }
    snprintf(form, sizeof form, "%.*e", digits - 1, value);
    exponent = (int)strtol(strchr(form, 'e') + 1, NULL, 10);
    if (exponent < -4 || exponent >= 21)
        text_copy(out, NUMBER_TEXT_SIZE, form);
    else
        snprintf(out, NUMBER_TEXT_SIZE, "%.*f", digits - 1 > exponent ? digits - 1 - exponent : 0,
                 value);
}

bool number_double_to_int(double value, int64_t *out)
{
    /* -2^63 itself is refused too: many doubles round to it (cel-spec, "int(double)"). */
    if (!(value > -0x1p63 && value < 0x1p63))
        return false;
    *out = (int64_t)value;
    return true;
}

bool number_double_to_uint(double value, uint64_t *out)
{
    if (!(value >= 0 && value < 0x1p64))
        return false;
    *out = (uint64_t)value;
    return true;
}

int number_compare_int_uint(int64_t a, uint64_t b)
{
    if (a < 0)
        return -1;
    return ((uint64_t)a > b) - ((uint64_t)a < b);
}

static int compare_doubles(double a, double b)
{
    return isnan(b) ? 2 : (a > b) - (a < b);
}

int number_compare_int_double(int64_t a, double b)
{
    return compare_doubles((double)a, b);
}

int number_compare_uint_double(uint64_t a, double b)
{
    return compare_doubles((double)a, b);
}
