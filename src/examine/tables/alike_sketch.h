/*
 * alike_sketch.h - rows that are alike, known by what is left of them without one part of their
 * columns: a row that was changed in one cell, or got a column more, is still the same in all other
 * parts. Of these rests the smallest hashes are kept, as row_sketch.h keeps those of whole rows.
 *
 * Of each one it is noted whether different rows of its table share it: where they do, two tables
 * share such rests by chance, too. Source: docs/reference/tables.md, "The sketch of rows that are
 * alike".
 */

#pragma once

#include "examine/tables/row_sketch.h"
#include "examine/text/text_hash.h"

enum { ALIKE_SKETCH_BYTES = 8 /* of each rest that is told */ };

/* Out of line: the hash of a rest that is small enough, of the row with that hash, and the part
 * that was left out. */
void alike_sketch_add_small(struct row_sketch *sketch, uint64_t rest, uint64_t row, unsigned part);

/* A row of a table; `few`: each column is a part by itself, so that the row as a whole is what
 * another one with a column more leaves. */
static inline void alike_sketch_add(struct row_sketch *sketch, const struct row_sum *sum,
                                    uint64_t row, bool few)
{
    uint64_t all = row_sum_all(sum);
    bool whole = false;

    for (unsigned part = 0; part < ROW_PARTS; part++) {
        uint64_t rest = text_hash_of_row(all - sum->parts[part]);

        if (sum->parts[part] == all && all != 0)
            continue;
        if (sum->parts[part] == 0 && whole)
            continue;
        whole |= sum->parts[part] == 0;
        if (rest < sketch->below)
            alike_sketch_add_small(sketch, rest, row, part);
    }
    if (few && !whole && row < sketch->below)
        alike_sketch_add_small(sketch, row, row, ROW_PARTS - 1);
}

/* What the columns of a table are, by the part that they are in. */
struct alike_parts {
    unsigned numbered;        /* parts with a column that numbers the rows, a bit each */
    unsigned timed;           /* or with one of times that are all different */
    double others[ROW_PARTS]; /* different values of all other columns, multiplied; 0: none */
    double enough;            /* so many tell rows apart beside a number or a time */
};

/* A column of the table: with so many different values. */
void alike_parts_add(struct alike_parts *parts, unsigned part, uint64_t distinct);

/*
 * Tells the smallest rests in rising order, at most ROW_SKETCH_ROWS: of each eight bytes in base64,
 * the higher first: 48 bits of the hash, 2 for the part left out, 1 where different rows have it,
 * 1 where it holds the number of its row, and 12 of the row's hash, 0 where there are several. And
 * how many rests several rows have: exact where all are held, else by their share in what was
 * drawn.
 */
void alike_sketch_tell(const struct row_sketch *sketch, const struct alike_parts *parts,
                       struct evidence *evidence);
