/*
 * row_sketch.h - the rows of a table, of any number, known again by the ROW_SKETCH_ROWS smallest of
 * their different hashes: a sample of the rows that every table draws in the same way. So tables
 * that share rows share what is drawn, and their sketches tell about how many, in bounded memory.
 *
 * Source: Beyer, Haas, Reinwald, Sismanis, Gemulla, "On Synopses for Distinct-Value Estimation
 * Under Multiset Operations" (2007): k minimum values, with counts. docs/reference/tables.md.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "examine/inspector.h"

enum {
    ROW_SKETCH_ROWS = 1024,   /* hashes that are kept */
    ROW_SKETCH_PLACES = 4096, /* of the table; at most half of them are used */
    ROW_SKETCH_BYTES = 6,     /* of each hash that is told: its upper bits */
    ROW_SKETCH_ELEMENT = 64,  /* hashes in one element of the fact */
    ROW_SKETCH_MOST = ROW_SKETCH_PLACES / 2,
    ROW_PARTS = 4, /* that the columns of a table are put in, to find rows that are alike */
};

/* What the cells of a row add up to: with the names of their columns, by the part that their column
 * is in; and by their values alone (value_sketch.h). */
struct row_sum {
    uint64_t parts[ROW_PARTS], values[ROW_PARTS];
};

static inline uint64_t row_sum_all(const struct row_sum *sum)
{
    return sum->parts[0] + sum->parts[1] + sum->parts[2] + sum->parts[3];
}

/* By the name alone: so that a column stays in its part where others come, go or change places. */
static inline unsigned row_part_of_name(uint64_t name_hash)
{
    return (unsigned)(name_hash >> 62);
}

struct row_sketch {
    uint64_t below; /* hashes from here on are not among the smallest */
    struct row_sketch_place {
        uint64_t hash;
        uint64_t count; /* of rows; of a sketch of parts: see alike_sketch.h. 0: free */
    } * places;
    unsigned used, in_use; /* places that are filled; of which so many are looked at */
    bool lost;             /* memory ran out: what is held is not all */
    uint64_t rows;         /* that were added */
};

ASSAY_RESULT row_sketch_init(struct row_sketch *sketch, struct assay_error *err);
void row_sketch_clear(struct row_sketch *sketch);

/* The place of a hash, or the free one where it belongs. */
struct row_sketch_place *row_sketch_find(const struct row_sketch *sketch, uint64_t hash);

/* A free place was filled. */
void row_sketch_filled(struct row_sketch *sketch);

/* Copies what is held, the smaller first, and returns how many are the sketch. */
size_t row_sketch_sort(const struct row_sketch *sketch,
                       struct row_sketch_place out[ROW_SKETCH_MOST]);

/* Out of line: a hash that is small enough. */
void row_sketch_add_small(struct row_sketch *sketch, uint64_t hash);

static inline void row_sketch_add(struct row_sketch *sketch, uint64_t hash)
{
    sketch->rows++;
    if (hash < sketch->below)
        row_sketch_add_small(sketch, hash);
}

/*
 * Closes the sketch: `hashes` gets the smallest in rising order, at most ROW_SKETCH_ROWS, and their
 * number is returned. *duplicates: rows that repeat an earlier one; exact where fewer different
 * rows than ROW_SKETCH_ROWS are in the table, else by the share of them in what was drawn.
 */
size_t row_sketch_end(struct row_sketch *sketch, uint64_t hashes[ROW_SKETCH_ROWS],
                      uint64_t *duplicates);

/* Appends at most ROW_SKETCH_ELEMENT words as an element has them: the upper `bytes` bytes of each,
 * the higher byte first, in base64. */
struct buf;
void row_sketch_encode(const uint64_t *words, size_t count, size_t bytes, struct buf *out);

/* Words as the fact has them, ROW_SKETCH_ELEMENT to an element. */
void row_sketch_tell_words(const uint64_t *words, size_t count, size_t bytes,
                           enum assay_fact_id fact, struct evidence *evidence);

/* Hashes of rows, ROW_SKETCH_BYTES of each. */
void row_sketch_tell(const uint64_t *hashes, size_t count, struct evidence *evidence);
