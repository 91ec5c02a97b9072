/*
 * mirror.h - a ring: memory that goes on from its end to its beginning.
 *
 * The same pages stand twice in a row, so any `size` bytes of what was written are in one piece:
 * what comes in order is written round and round, and never moved.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mirror {
    uint8_t *data; /* 2 * size bytes; NULL: none yet */
    size_t size;   /* a power of two */
};

/* Makes a ring of `size` bytes, a power of two and whole pages. False when the system has no more
 * memory, or descriptors. Pages are met when they are used. */
bool mirror_init(struct mirror *ring, size_t size);
void mirror_clear(struct mirror *ring);

/* Where the byte stands that is `offset` bytes behind the first that was ever written. */
static inline uint8_t *mirror_at(const struct mirror *ring, uint64_t offset)
{
    return ring->data + (offset & (ring->size - 1));
}
