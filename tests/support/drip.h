/*
 * drip.h - a cursor whose window is as small as it may be and moves at every call, in memory of its
 * own: what a parser keeps of an old window is found by the address sanitizer.
 */

#pragma once

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cursor.h"

struct drip {
    struct bytes bytes;
    size_t step; /* bytes that a window gets beyond what is asked for */
    uint8_t *window;
};

static inline enum assay_status drip_fill(struct cursor *cursor, size_t need)
{
    struct drip *drip = cursor->state;
    size_t at = (size_t)(cursor->base + cursor->at);
    size_t left = drip->bytes.size - at;
    size_t take = need + drip->step < left ? need + drip->step : left;
    uint8_t *window = malloc(take ? take : 1);

    if (!window)
        abort();
    if (take)
        memcpy(window, drip->bytes.data + at, take);
    free(drip->window);
    drip->window = window;
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
    free(drip->window);
    *drip = (struct drip){0};
}
