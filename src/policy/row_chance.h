/*
 * row_chance.h - are rows of two tables alike by chance?
 *
 * In a table of few categories, things that rows are known by stand in two tables by chance; then
 * some stand in several rows of one table as well. Where n rows of one table and r * n of the other
 * are drawn from the same rows of the world, and a thing is met by l of the n, the mean number of
 * things
 *
 *     that stand once in both is at most        r * l^2 each,
 *     that stand twice in the first             l^2 / 2,
 *     that stand twice in the second            r^2 * l^2 / 2.
 *
 * So of all that was seen at most 1 / (1 + 1/(2r) + r/2) is expected in both tables: what exceeds
 * that, by a binomial test, is no chance. (Good, "The Population Frequencies of Species", 1953, on
 * what singles and pairs tell of what comes next.)
 */

#pragma once

#include <stdbool.h>

/* Things that rows are known by, of both tables. */
struct row_chance {
    double pairs;         /* that stand in one row of each */
    double first, second; /* of either table */
    double repeated;      /* of either: those of several rows */
};

void row_chance_add(struct row_chance *sum, const struct row_chance *more);

/* True where chance seldom makes as many pairs. */
bool row_chance_is_exceeded(const struct row_chance *chance);

/* The pairs less those expected by chance. */
double row_chance_beyond(const struct row_chance *chance);
