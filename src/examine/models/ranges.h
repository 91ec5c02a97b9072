/* ranges.h - where tensors lie in a file: each range once, none over another. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct range {
    uint64_t begin, end; /* end is one past the last byte */
    uint64_t told_at;    /* offset of what tells it, to blame */
};

struct ranges {
    struct range *items;
    size_t count, capacity;
};

/* Zeroed is empty. */
void ranges_clear(struct ranges *ranges);

/* ASSAY_ELIMIT past LIMIT_TENSORS ranges, ASSAY_ENOMEM; the caller tells where. */
ASSAY_RESULT ranges_add(struct ranges *ranges, struct range range);

/* Sorts by place; two that begin at the same byte, the shorter first. */
void ranges_sort(struct ranges *ranges);

/* The first range, sorted, that begins before the end of the one before it; NULL if none does. */
const struct range *ranges_overlap(const struct ranges *sorted);
