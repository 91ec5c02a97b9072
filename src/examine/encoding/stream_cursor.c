/* stream_cursor.c - see stream_cursor.h. */

#include "examine/encoding/stream_cursor.h"

#include <string.h>

#include "base/kit.h"

static enum assay_status fill(struct cursor *cursor, size_t need)
{
    struct stream_cursor *window = cursor->state;
    size_t left = cursor->have - cursor->at, got = 1;

    memmove(window->bytes, window->bytes + cursor->at, left);
    cursor->base += cursor->at;
    cursor->at = 0;
    cursor->have = left;
    while (cursor->have < need && got > 0) {
        TRY(stream_read(window->stream, window->bytes + cursor->have,
                        sizeof window->bytes - cursor->have, &got, cursor->err));
        cursor->have += got;
    }
    cursor->ended = got == 0;
    return ASSAY_OK;
}

void stream_cursor_open(struct stream_cursor *window, struct stream *stream, struct cursor *cursor,
                        struct assay_error *err)
{
    window->stream = stream;
    *cursor = (struct cursor){.window = window->bytes,
                              .size = STREAM_SIZE_UNKNOWN,
                              .fill = fill,
                              .state = window,
                              .err = err};
}
