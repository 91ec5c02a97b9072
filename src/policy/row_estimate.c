/*
 * row_estimate.c - see row_estimate.h.
 *
 * Source: Byar's approximation to the bounds of a Poisson count (Breslow, Day, "Statistical Methods
 * in Cancer Research" II, 1987, page 69).
 */

#include "policy/row_estimate.h"

#include <inttypes.h>
#include <math.h>

#include "base/arena.h"
#include "base/kit.h"

#define Z_90 1.645 /* 5 % lie beyond it on each side */

/* The bounds of a count, of which 90 % of such counts lie inside; 5 % beyond each. */
static double least_of(double seen)
{
    return seen < 1 ? 0 : seen * pow(1 - 1 / (9 * seen) - Z_90 / (3 * sqrt(seen)), 3);
}

static double most_of(double seen)
{
    return (seen + 1) * pow(1 - 1 / (9 * (seen + 1)) + Z_90 / (3 * sqrt(seen + 1)), 3);
}

/* What `sampled` stand for. */
static int64_t rows_of(const struct row_estimate *estimate, double sampled)
{
    double rows = sampled / estimate->share;
    int64_t all = rows < 9e18 ? (int64_t)llround(rows) : INT64_MAX;

    return all < estimate->most ? all : estimate->most;
}

void row_estimate_limit(struct row_estimate *estimate, const struct cel_value *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].of.integer < estimate->most)
            estimate->most = rows[i].of.integer;
}

int64_t row_estimate_about(const struct row_estimate *estimate)
{
    return rows_of(estimate, estimate->seen);
}

int64_t row_estimate_least(const struct row_estimate *estimate)
{
    return rows_of(estimate, estimate->exact ? estimate->seen : least_of(estimate->seen));
}

const char *row_estimate_told(const struct row_estimate *estimate, struct arena *arena)
{
    if (estimate->exact)
        return arena_printf(arena, "%" PRId64, row_estimate_about(estimate));
    if (estimate->seen < 0.5)
        return arena_printf(arena,
                            "none of %.0f sampled, so at most %" PRId64 " of all (95 %% sure)",
                            estimate->sampled, rows_of(estimate, most_of(0)));
    return arena_printf(
        arena, "about %" PRId64 " (%" PRId64 " to %" PRId64 ", 90 %% sure; %.0f of %.0f sampled)",
        row_estimate_about(estimate), row_estimate_least(estimate),
        rows_of(estimate, most_of(estimate->seen)), estimate->seen, estimate->sampled);
}
