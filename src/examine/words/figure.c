/* figure.c - see figure.h. */

#include "examine/words/figure.h"

#include <math.h>

#include "base/kit.h"

static bool is_digit(struct bytes text, size_t at)
{
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

static bool is_sign(struct bytes text, size_t at)
{
    return at < text.size && bytes_has(BYTES("+-"), text.data[at]);
}

static size_t add_digits(struct bytes text, size_t at, double *number)
{
    for (; is_digit(text, at); at++)
        *number = *number * 10 + (text.data[at] - '0');
    return at;
}

/* The power of ten behind a number, "e-1"; none where no digit follows the letter. */
static size_t read_power(struct bytes text, size_t at, double *power)
{
    enum { POWER_MAX = 9999 }; /* beyond any double */
    size_t sign = at + 1;
    bool negative = is_sign(text, sign) && text.data[sign] == '-';
    size_t digits = sign + is_sign(text, sign);

    *power = 0;
    if (at >= text.size || !bytes_has(BYTES("eE"), text.data[at]) || !is_digit(text, digits))
        return at;
    at = add_digits(text, digits, power);
    *power = fmin(*power, POWER_MAX);
    *power = negative ? -*power : *power;
    return at;
}

/* A decimal number, and the unit of its last digit as a power of ten. */
struct figure {
    double number, unit;
    bool percent;
};

/* "0,91" and "91,2", and not the thousands of "1,200". */
static bool is_decimal_comma(struct bytes text, size_t start, size_t at)
{
    enum { OF_THOUSANDS = 3 };
    size_t end = at + 1;

    if (at >= text.size || text.data[at] != ',')
        return false;
    while (is_digit(text, end))
        end++;
    return end > at + 1 && at > start &&
           (end - at - 1 != OF_THOUSANDS || (at == start + 1 && text.data[start] == '0'));
}

static bool read_figure(struct bytes text, struct figure *figure)
{
    bool negative = is_sign(text, 0) && text.data[0] == '-';
    size_t start = is_sign(text, 0), at, point;
    double number = 0, unit, power;

    at = point = add_digits(text, start, &number);
    if ((at < text.size && text.data[at] == '.') || is_decimal_comma(text, start, at))
        at = add_digits(text, ++point, &number);
    if (!is_digit(text, start) && at == point)
        return false;
    unit = -(double)(at - point);
    at = read_power(text, at, &power);
    unit += power;
    while (at < text.size && text.data[at] == ' ')
        at++;
    *figure = (struct figure){.unit = unit, .percent = at < text.size && text.data[at] == '%'};
    if (figure->percent)
        figure->unit -= 2;
    unit = figure->unit;
    figure->number = unit < 0 ? number / pow(10, -unit) : number * pow(10, unit);
    figure->number = negative ? -figure->number : figure->number;
    return true;
}

/* Within half of the unit of the last digit: so far it may have been rounded. A whole number is
 * none that was rounded: 1 is not 0.91. */
static bool is_near(const struct figure *figure, double measured)
{
    const double half = figure->unit < 0 ? pow(10, figure->unit) / 2 : 0;
    const double slack = 1e-9 * fmax(1, fabs(measured));

    return fabs(figure->number - measured) <= half + slack;
}

bool figure_is(struct bytes text, double measured)
{
    struct figure figure;

    return read_figure(text, &figure) && is_near(&figure, measured);
}

bool figure_is_share(struct bytes text, double measured)
{
    struct figure figure;

    if (!read_figure(text, &figure))
        return false;
    if (is_near(&figure, measured))
        return true;
    if (fabs(measured) > 1)
        measured /= 100;
    if (!figure.percent && fabs(figure.number) > 1) {
        figure.number /= 100;
        figure.unit -= 2;
    }
    return is_near(&figure, measured);
}

bool figure_read(struct bytes text, double *number)
{
    struct figure figure;

    if (!read_figure(text, &figure))
        return false;
    *number = figure.number;
    return true;
}
