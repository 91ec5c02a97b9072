/*
 * unwrapped.h - what a value holds that is packed as a whole, or base64 as a whole: a blob of
 * SQLite, a binary column, a text of a pickle. One in the other, UNWRAPPED_DEPTH deep.
 *
 * Bounded: LIMIT_WRAPPED_VALUE bytes of a value and LIMIT_UNWRAPPED_VALUE of what it holds,
 * LIMIT_UNWRAPPED of all values of an item.
 */

#pragma once

#include "base/buf.h"
#include "base/limits.h"

enum {
    UNWRAPPED_DEPTH = 3,
    UNWRAPPED_LEAST = 18, /* a gzip of nothing */
    /* Of a larger value as much as tells that there is more: four letters of base64 are a group. */
    UNWRAPPED_ENOUGH = LIMIT_WRAPPED_VALUE + 4
};

struct unwrapping {
    uint64_t left; /* bytes that may still be unpacked of the item */
    bool cut;      /* there was more */
};

/* Whether `value` may hold something; most values answer by their first bytes. */
bool unwrapped_begins(struct bytes value);

/* The same of a value of which only the first bytes are at hand. */
bool unwrapped_may_begin(struct bytes head);

/* Fills `out`; false where nothing comes of it. */
bool unwrapped_read(struct unwrapping *unwrapping, struct bytes value, struct buf *out);
