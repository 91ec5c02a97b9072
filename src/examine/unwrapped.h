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
    UNWRAPPED_CODECS = 6,
    UNWRAPPED_LEAST = 18, /* a gzip of nothing */
    /* Of a larger value as much as tells that there is more: four letters of base64 are a group. */
    UNWRAPPED_ENOUGH = LIMIT_WRAPPED_VALUE + 4
};

/* Zeros to begin with. */
struct unwrapping {
    uint64_t left;                  /* bytes that may still be unpacked of the item */
    bool cut;                       /* there was more */
    bool broken;                    /* one ends too early, or is damaged */
    void *states[UNWRAPPED_CODECS]; /* of decoders, from the first use of each to the end */
};

/* Begins an item. */
void unwrapped_start(struct unwrapping *unwrapping);
void unwrapped_clear(struct unwrapping *unwrapping);

/* Whether `value` may hold something; most values answer by their first bytes. */
bool unwrapped_begins(struct bytes value);

/* The same of a value of which only the first bytes are at hand. */
bool unwrapped_may_begin(struct bytes head);

/*
 * Fills `out`; false where nothing comes of it.
 * rest  what of the value is not in `out`, and is to be searched as it stands: what follows the
 *       end of what is packed, or all of it where that did not end well
 */
bool unwrapped_read(struct unwrapping *unwrapping, struct bytes value, struct buf *out,
                    struct bytes *rest);
