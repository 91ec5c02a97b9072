/*
 * drip.h - a cursor whose window is as small as it may be and moves at every call: what a parser
 * keeps of an old window, or reads beside the one it has, is found by the address sanitizer.
 *
 * Windows stand one behind the other in blocks, of which only the last window may be read: to have
 * each of them from the heap took most of the time of a fuzzer that reads byte by byte.
 */

#pragma once

#include <sanitizer/asan_interface.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cursor.h"

enum { DRIP_BLOCK = 16 * 1024, DRIP_GAP = 16 /* bytes before a window, at least */ };

struct drip {
    struct bytes bytes;
    size_t step; /* bytes that a window gets beyond what is asked for */
    uint8_t *block;
    size_t size, start, end; /* of the block; where the window stands in it */
};

/* Where the next window begins: the sanitizer tells bytes apart in groups of eight. */
static inline size_t drip_next(const struct drip *drip)
{
    return (drip->end + DRIP_GAP + 7) & ~(size_t)7;
}

static inline void drip_new_block(struct drip *drip, size_t take)
{
    free(drip->block);
    drip->end = 0;
    drip->size = drip_next(drip) + take;
    if (drip->size < DRIP_BLOCK)
        drip->size = DRIP_BLOCK;
    drip->block = malloc(drip->size);
    if (!drip->block)
        abort();
    ASAN_POISON_MEMORY_REGION(drip->block, drip->size);
}

/* Memory for a window; the one before it is gone. */
static inline uint8_t *drip_window(struct drip *drip, size_t take)
{
    if (!drip->block || drip_next(drip) > drip->size || take > drip->size - drip_next(drip))
        drip_new_block(drip, take);
    else
        ASAN_POISON_MEMORY_REGION(drip->block + drip->start, drip->end - drip->start);
    drip->start = drip_next(drip);
    drip->end = drip->start + take;
    ASAN_UNPOISON_MEMORY_REGION(drip->block + drip->start, take);
    return drip->block + drip->start;
}

static inline enum assay_status drip_fill(struct cursor *cursor, size_t need)
{
    struct drip *drip = cursor->state;
    size_t at = (size_t)(cursor->base + cursor->at);
    size_t left = drip->bytes.size - at;
    size_t take = need + drip->step < left ? need + drip->step : left;
    uint8_t *window = drip_window(drip, take);

    if (take)
        memcpy(window, drip->bytes.data + at, take);
    cursor->window = window;
    cursor->base = at;
    cursor->at = 0;
    cursor->have = take;
    cursor->ended = take == left;
    return ASSAY_OK;
}

/* `drip` outlives the cursor and is released with drip_clear(). */
static inline void drip_cursor(struct drip *drip, struct bytes bytes, size_t step,
                               struct cursor *cursor, struct assay_error *err)
{
    *drip = (struct drip){.bytes = bytes, .step = step};
    *cursor = (struct cursor){
        .size = bytes.size, .seeks = true, .fill = drip_fill, .state = drip, .err = err};
}

static inline void drip_clear(struct drip *drip)
{
    free(drip->block);
    *drip = (struct drip){0};
}
