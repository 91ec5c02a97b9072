/*
 * hybrid.h - Parquet's runs of equal numbers and bit-packed groups, mixed ("RLE"), and the older
 * levels that are packed alone.
 *
 * Source: parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)" and
 * "Bit-packed (Deprecated) (BIT_PACKED = 4)".
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct hybrid {
    struct bytes data; /* what is not read yet */
    unsigned width;    /* bits of a number, 0 to 32 */
    bool most_first;   /* packed from the highest bit down, without runs */
    uint64_t run;      /* numbers of the run or of the groups that are to come */
    bool packed;       /* they are groups, in `group` */
    uint32_t value;    /* of the run */
    struct bytes group;
    uint64_t bit; /* of the group, to be read next */
};

/* False where the width is more than 32. */
bool hybrid_open(struct hybrid *hybrid, struct bytes data, unsigned width);

/* The older levels: `count` numbers, packed; *size is how many bytes they take. */
bool hybrid_open_levels(struct hybrid *hybrid, struct bytes data, unsigned width, uint64_t count,
                        size_t *size);

/* Reads a run's head where one is due; false where the bytes are damaged or at an end. */
bool hybrid_more(struct hybrid *hybrid);

uint32_t hybrid_unpack(struct hybrid *hybrid);

/* The next number; false where there is none. */
static inline bool hybrid_next(struct hybrid *hybrid, uint32_t *out)
{
    if (hybrid->run == 0 && !hybrid_more(hybrid))
        return false;
    hybrid->run--;
    *out = hybrid->packed ? hybrid_unpack(hybrid) : hybrid->value;
    return true;
}
