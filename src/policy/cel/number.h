/* number.h - numbers as text: read strictly, written shortly. No locale. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum { NUMBER_TEXT_SIZE = 40 };

/* All of `text` in base 10 or 16, at least one digit, no sign; false where it does not fit. */
bool number_uint(struct bytes text, int base, uint64_t *out);
bool number_int(struct bytes text, int base, bool negative, int64_t *out);

/*
 * All of `text`: a sign or none, digits with or without point and exponent; also "NaN", "Inf",
 * "Infinity" in any case. What is too large is infinite, what is too small 0.
 */
bool number_double(struct bytes text, double *out);

/* The fewest digits that read back as the same number: "0.1", "1e+21", "NaN", "-Infinity". Whole
 * numbers below 1e21 have neither point nor exponent. */
void number_text(double value, char out[NUMBER_TEXT_SIZE]);

/* The whole part, where it fits: NaN, infinities and all from 2^63 (2^64) on do not. */
bool number_double_to_int(double value, int64_t *out);
bool number_double_to_uint(double value, uint64_t *out);

/*
 * -1, 0, 1, or 2 where one is NaN. With a double the whole number is rounded to one first, as the
 * suite of the language asks: beyond 2^53 neighbours are equal.
 */
int number_compare_int_uint(int64_t a, uint64_t b);
int number_compare_int_double(int64_t a, double b);
int number_compare_uint_double(uint64_t a, double b);
