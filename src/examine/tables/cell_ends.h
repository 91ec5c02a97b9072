/* cell_ends.h - finds where the cells of a text end, a block at a time. */

#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum { CELL_ENDS_BLOCK = 64 };

/* The ends of cells in a block of the window, a bit a byte: found at once, taken one by one. */
struct cell_ends {
    const uint8_t *block; /* NULL: none yet */
    uint64_t mask;
};

static inline uint64_t cell_ends_mask(const uint8_t *block, uint8_t delimiter, uint8_t newline)
{
    uint64_t mask = 0;

#ifdef __SSE2__
    for (int i = 0; i < CELL_ENDS_BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)delimiter)),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)newline)));

        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(found) << i;
    }
#else
    for (int i = 0; i < CELL_ENDS_BLOCK; i++)
        mask |= (uint64_t)(block[i] == delimiter || block[i] == newline) << i;
#endif
    return mask;
}

/* The first delimiter or newline from `at` on, or `end`. */
static inline const uint8_t *cell_ends_next(struct cell_ends *ends, const uint8_t *at,
                                            const uint8_t *end, uint8_t delimiter, uint8_t newline)
{
    if (ends->block && at - ends->block < CELL_ENDS_BLOCK) {
        uint64_t left = ends->mask & ~UINT64_C(0) << (at - ends->block);

        if (left)
            return ends->block + __builtin_ctzll(left);
        at = ends->block + CELL_ENDS_BLOCK;
    }
    for (; end - at >= CELL_ENDS_BLOCK; at += CELL_ENDS_BLOCK) {
        ends->block = at;
        ends->mask = cell_ends_mask(at, delimiter, newline);
        if (ends->mask)
            return at + __builtin_ctzll(ends->mask);
    }
    ends->block = NULL;
    while (at < end && *at != delimiter && *at != newline)
        at++;
    return at;
}
