/* view.h - the part of a stream that is at hand. */

#pragma once

#include "base/bytes.h"

struct view {
    const uint8_t *data;
    size_t size;
    uint64_t base; /* offset of data[0] in the stream */
    bool last;     /* no byte follows */
};

/* The bytes [from, to) as far as they are in the view. */
static inline struct bytes view_bytes(const struct view *view, uint64_t from, uint64_t to)
{
    uint64_t end = view->base + view->size;

    if (from < view->base)
        from = view->base;
    if (to > end)
        to = end;
    return from < to ? bytes_of(view->data + (from - view->base), (size_t)(to - from))
                     : bytes_of(NULL, 0);
}
