/* row_estimate.h - how many rows there are, by those that were seen in a sample, and in words. */

#pragma once

#include <stdint.h>

#include "policy/cel/cel.h"

struct row_estimate {
    double seen;    /* in the sample */
    double sampled; /* all that were looked at */
    double share;   /* of all rows that is */
    bool exact;     /* all rows are in the sample */
    int64_t most;   /* there are no more rows than that */
};

/* There are no more rows than any of these numbers. */
void row_estimate_limit(struct row_estimate *estimate, const struct cel_value *rows, size_t count);

/* How many there are; about, where that is not exact. */
int64_t row_estimate_about(const struct row_estimate *estimate);

/* At least so many: exact, or 95 % sure. */
int64_t row_estimate_least(const struct row_estimate *estimate);

/* "12", or "about 120 (90 to 160, 90 % sure; 12 of 1024 sampled)", or that none was seen. NULL when
 * memory ran out. */
const char *row_estimate_told(const struct row_estimate *estimate, struct arena *arena);
