/* row_chance.c - see row_chance.h. */

#include "policy/row_chance.h"

#include <math.h>
#include <stdint.h>

#define SELDOM 0.01 /* once in so many such tables chance alone does it */

void row_chance_add(struct row_chance *sum, const struct row_chance *more)
{
    sum->pairs += more->pairs;
    sum->first += more->first;
    sum->second += more->second;
    sum->repeated += more->repeated;
}

/* Of all pairs and repeated things, the part that chance puts into pairs. */
static double chance_of_pair(const struct row_chance *chance)
{
    double ratio = chance->first > 0 && chance->second > 0 ? chance->second / chance->first : 1;

    return 1 / (1 + 1 / (2 * ratio) + ratio / 2);
}

/* How likely chance makes as many pairs, or more. */
bool row_chance_is_exceeded(const struct row_chance *chance)
{
    const double p = chance_of_pair(chance), all = chance->pairs + chance->repeated;
    double log_of_term = all * log1p(-p), sum = 0;

    for (uint32_t i = 0; i <= all; i++) {
        const double k = i;

        if (k >= chance->pairs)
            sum += exp(log_of_term);
        log_of_term += log((all - k) / (k + 1)) + log(p / (1 - p));
    }
    return sum < SELDOM;
}

double row_chance_beyond(const struct row_chance *chance)
{
    double p = chance_of_pair(chance);

    return fmax(0, chance->pairs - chance->repeated * p / (1 - p));
}
