/*
 * row_sample.h - sketches as facts hold them (dataset.row-sketch, dataset.alike-sketch,
 * dataset.value-sketch, dataset.key-sketch): the smallest hashes of a table, all of them where they
 * are fewer than ROW_SAMPLE_MOST. "1/8:" in front of each element: all of one in eight of what the
 * table has, the same ones of every table.
 */

#pragma once

#include "policy/cel/cel.h"

enum { ROW_SAMPLE_MOST = 1024, ROW_SAMPLE_HASH_BITS = 48 };

struct row_sample {
    uint64_t words[ROW_SAMPLE_MOST]; /* the hash in the upper ROW_SAMPLE_HASH_BITS of `bytes` */
    size_t count;
    double one_in; /* of that many things one was drawn: a power of two */
};

/* Reads words of `bytes` bytes each. False where it is no sketch: too long, not in order, not
 * base64. */
bool row_sample_read(const struct cel_list *list, size_t bytes, struct row_sample *out);

/* What a function takes of two tables. */
struct row_sample_kind {
    size_t bytes;     /* of a word */
    uint64_t steps;   /* what to compare two costs */
    const char *what; /* "a sketch of the rows" */
    const char *form; /* "a sketch of rows, as dataset.row-sketch has it" */
};

/* Reads the first two arguments of a function, and charges for them. Where that fails, so does the
 * function: unknown where one of the tables has no sketch, for what was not looked at shares
 * nothing either. */
bool row_sample_pair(struct cel_run *run, const struct cel_value *args,
                     const struct row_sample_kind *kind, struct row_sample pair[2],
                     struct cel_value *failure);

/* Of what was drawn, all is held. */
static inline bool row_sample_is_uncut(const struct row_sample *sample)
{
    return sample->count < ROW_SAMPLE_MOST;
}

static inline bool row_sample_is_whole(const struct row_sample *sample)
{
    return row_sample_is_uncut(sample) && sample->one_in == 1;
}

/* Up to where both are uncut: the last hash of that which ends first; `bytes` as above. */
uint64_t row_sample_last(const struct row_sample *a, const struct row_sample *b, size_t bytes);

/* The share of all hashes that are not above that; 1 where both are uncut. */
double row_sample_share(uint64_t last);
