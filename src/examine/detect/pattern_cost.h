/*
 * pattern_cost.h - what an expression costs Hyperscan, told from its structure.
 *
 * Hyperscan looks for literals first and runs the rest of an expression only behind them. What has
 * none runs on every byte: one such expression slows all others down to a tenth
 * (docs/reference/patterns.md).
 */

#pragma once

#include <stdbool.h>

struct pattern_cost {
    double bits;     /* that the rarest three bytes in a row tell, of 24 */
    unsigned states; /* of the automaton, counts written out */
    unsigned least;  /* bytes of the shortest text, and of the longest */
    unsigned most;
};

enum { PATTERN_WHY_SIZE = 200, PATTERN_BITS_LEAST = 20 };

/* False where the expression is wrong or slow, with the reason in `why`. */
bool pattern_cost(const char *find, struct pattern_cost *out, char why[PATTERN_WHY_SIZE]);
