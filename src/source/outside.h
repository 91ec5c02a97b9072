/*
 * outside.h - the bytes of a container that are content of no member. A program that unpacks it
 * never shows them, so they are a good place to carry something: they are searched where they
 * stand.
 */

#pragma once

#include "source/source.h"

struct extent {
    uint64_t at, size; /* bytes of the container */
};

/* By place; for qsort(). */
int extent_order(const void *a, const void *b);

struct outside {
    struct stream *in; /* the container, read by offset; borrowed. NULL: nothing is outside */
    const struct source_budget *budget;
    size_t count;
    struct extent *members; /* in order; none of them touches another */
    bool cut;               /* more is outside than was kept of a container that comes in order */
};

/* Takes over `members`, which came from malloc() and may be in any order and overlap. */
void outside_init(struct outside *outside, struct stream *in, const struct source_budget *budget,
                  struct extent *members, size_t count);
/* The other way round: all but these stretches belongs to members. ASSAY_ENOMEM */
ASSAY_RESULT outside_init_stretches(struct outside *outside, struct stream *in,
                                    const struct source_budget *budget,
                                    const struct extent *stretches, size_t count,
                                    struct assay_error *err);
void outside_clear(struct outside *outside);

/* The next stretch [*from, *to), which begins behind the one before; `*to` is 0 at first. Small
 * members may stand in it. False where there is none. */
bool outside_next(const struct outside *outside, uint64_t *from, uint64_t *to);

/* Reads at an offset, as a stream does; zeros stand for what is content of a member. */
ASSAY_RESULT outside_read_at(const struct outside *outside, uint64_t from, void *to, size_t size,
                             size_t *got, struct assay_error *err);
