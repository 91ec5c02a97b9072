/* stream_cursor.h - a cursor over a stream that is read in order, beside the pass: no digest. */

#pragma once

#include "base/cursor.h"
#include "base/limits.h"
#include "base/stream.h"

struct stream_cursor {
    struct stream *stream;
    uint8_t bytes[2 * CURSOR_WINDOW_MAX];
};

/* Opens `cursor` over `window`, which reads from `stream`; both must outlive it, and `err` gets its
 * failures. Nothing is to be closed. */
void stream_cursor_open(struct stream_cursor *window, struct stream *stream, struct cursor *cursor,
                        struct assay_error *err);
