/* functions_figures.c - whether a figure that a paper gives is a number that was measured. */

#include <math.h>

#include "base/kit.h"
#include "policy/functions_part.h"

static bool is_digit(struct bytes text, size_t at)
{
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

/* A decimal number at the start of a text, and half of the unit of its last digit: how far it may
 * have been rounded. A whole number is none that was rounded: 1 is not 0.91. */
static bool read_figure(struct bytes text, double *number, double *half)
{
    size_t at = 0;
    bool negative = text.size > 0 && text.data[0] == '-';
    double unit = 1;
    bool rounded = false;

    at += negative;
    *number = 0;
    if (!is_digit(text, at))
        return false;
    for (; is_digit(text, at); at++)
        *number = *number * 10 + (text.data[at] - '0');
    rounded = at < text.size && text.data[at] == '.' && is_digit(text, at + 1);
    if (rounded)
        for (at++; is_digit(text, at); at++)
            *number += (text.data[at] - '0') * (unit /= 10);
    while (at < text.size && text.data[at] == ' ')
        at++;
    if (at < text.size && text.data[at] == '%') {
        *number /= 100;
        unit /= 100;
        rounded = true;
    }
    *number = negative ? -*number : *number;
    *half = rounded ? unit / 2 : 0;
    return true;
}

FUNCTION(figures_agree)
{
    const double measured = args[1].of.real, slack = 1e-9 * fmax(1, fabs(measured));
    double number, half;

    (void)run, (void)count, (void)user;
    return cel_of_bool(read_figure(args[0].of.text, &number, &half) &&
                       fabs(number - measured) <= half + slack);
}
