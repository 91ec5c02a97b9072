/*
 * delta_packed.h - Parquet's numbers as differences, packed in blocks (DELTA_BINARY_PACKED).
 *
 * Source: parquet-format, Encodings.md, "Delta Encoding (DELTA_BINARY_PACKED = 5)".
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct delta_packed {
    struct bytes data;    /* what is not read yet */
    uint64_t count;       /* numbers that are to come */
    uint64_t value;       /* the last one, or the first before it was asked for */
    bool first;           /* it was not asked for yet */
    uint32_t mini_values; /* numbers of a miniblock */
    uint32_t mini_count;  /* miniblocks of a block */
    uint32_t mini;        /* of the block, to be read next */
    struct bytes widths;  /* of the block's miniblocks */
    uint64_t least;       /* the smallest difference in the block */
    struct bytes packed;  /* the miniblock */
    unsigned width;
    uint32_t left; /* numbers left in the miniblock */
    uint64_t bit;
};

/* False where the head is damaged. */
bool delta_packed_open(struct delta_packed *delta, struct bytes data);

/* The next number in two's complement; false where there is none or the bytes are damaged. */
bool delta_packed_next(struct delta_packed *delta, uint64_t *out);

/* Reads to the end and tells what stands behind the numbers; `delta` stays as it was. */
bool delta_packed_behind(const struct delta_packed *delta, struct bytes *behind);
