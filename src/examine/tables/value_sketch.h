/*
 * value_sketch.h - the rows of a table by their values alone, whatever its columns are called and
 * however they are ordered: each row as a whole, and without one or two of four parts of its
 * values. So a row is known again where its columns got other names and some of them are missing.
 *
 * The smallest of the sums are kept, as row_sketch.h keeps those of rows. Of each one it is noted
 * of how many values it is, whether they are a whole row, and whether several rows have it.
 * Source: docs/reference/tables.md, "The sketch of values".
 */

#pragma once

#include "examine/tables/row_sketch.h"

enum { VALUE_SKETCH_BYTES = 8 /* of each sum that is told */ };

/* A value goes to the part that its own hash tells, for it has no other name; the lowest byte of
 * what is added, -1, counts. */
static inline void row_sum_add_value(struct row_sum *sum, uint64_t hash)
{
    sum->values[hash >> 62] += hash | 0xff;
}

static inline void row_sum_drop_value(struct row_sum *sum, uint64_t hash)
{
    sum->values[hash >> 62] -= hash | 0xff;
}

/* Out of line: a row of which some sum may be small enough. */
void value_sketch_add_row(struct row_sketch *sketch, const uint64_t parts[ROW_PARTS]);

static inline uint64_t value_sketch_least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* A row of a table: with at least one value. */
static inline void value_sketch_add(struct row_sketch *sketch, const struct row_sum *sum)
{
    const uint64_t a = sum->values[0], b = sum->values[1], c = sum->values[2], d = sum->values[3];
    uint64_t least = value_sketch_least(a + b, c + d);

    least = value_sketch_least(least, value_sketch_least(a + c, b + d));
    least = value_sketch_least(least, value_sketch_least(a + d, b + c));
    least = value_sketch_least(least, value_sketch_least(a + b + c, a + b + d));
    least = value_sketch_least(least, value_sketch_least(a + c + d, b + c + d));
    least = value_sketch_least(least, a + b + c + d);
    if (least < sketch->below)
        value_sketch_add_row(sketch, sum->values);
}

/* Tells the smallest sums in rising order, at most ROW_SKETCH_ROWS: of each eight bytes in base64,
 * the higher first: 48 bits of the sum, 1 for a whole row, 1 where several rows have it, 6 of
 * nothing, 8 for the number of its values, modulo 256. */
void value_sketch_tell(const struct row_sketch *sketch, struct evidence *evidence);
