/* zip_window.c - one read serves many small entries that stand side by side. */

#include "source/zip_window.h"

#include <assert.h>
#include <stdlib.h>

#include "base/kit.h"
#include "source/fail.h"

enum {
    NEAR = 4096, /* from the end of one request to the next: what lies between is worth reading */
    AHEAD = 64 * 1024, /* read where requests are near */
    ALONE = 1024,      /* read elsewhere: a header with a name of usual length */
};

void zip_window_clear(struct zip_window *window)
{
    free(window->buffer);
    window->buffer = NULL;
    window->capacity = window->have = 0;
}

static enum assay_status fill(struct zip_window *window, uint64_t at, size_t size,
                              struct assay_error *err)
{
    size_t got = 1;

    if (size > window->capacity) { /* what it held is of no use any more */
        size_t capacity = size > AHEAD ? ZIP_WINDOW_MAX : AHEAD;

        zip_window_clear(window);
        window->buffer = malloc(capacity);
        if (!window->buffer)
            return fail_no_memory(err);
        window->capacity = capacity;
    }
    window->start = at;
    window->have = 0;
    while (window->have < size && got > 0) {
        TRY(window->stream->read_at(window->stream, at + window->have,
                                    window->buffer + window->have, size - window->have, &got, err));
        window->have += got;
    }
    return ASSAY_OK;
}

static struct bytes at_hand(const struct zip_window *window, uint64_t at, size_t size)
{
    struct bytes rest;

    if (at < window->start || at - window->start > window->have)
        return bytes_of("", 0); /* no NULL: decoders add to it */
    rest = bytes_from(bytes_of(window->buffer, window->have), (size_t)(at - window->start));
    return bytes_front(rest, size);
}

/* What is at hand is all that there is. */
static bool is_at_end(const struct zip_window *window)
{
    return window->have >= window->stream->size - window->start;
}

enum assay_status zip_window_get(struct zip_window *window, uint64_t at, size_t size,
                                 struct bytes *out, struct assay_error *err)
{
    bool near = at >= window->last && at < window->end + NEAR;
    size_t ahead =
        size > AHEAD / 2 ? ZIP_WINDOW_MAX : AHEAD; /* twice what is asked for, at least */
    size_t least = near ? ahead : ALONE;

    assert(size <= ZIP_WINDOW_MAX);
    window->last = at;
    window->end = at + size;
    *out = at_hand(window, at, size);
    if (out->size == size || size == 0 || (out->size > 0 && is_at_end(window)))
        return ASSAY_OK;
    if (at >= window->stream->size) {
        *out = bytes_of("", 0);
        return ASSAY_OK;
    }
    TRY(fill(window, at, size > least ? size : least, err));
    *out = at_hand(window, at, size);
    return ASSAY_OK;
}

enum assay_status zip_window_some(struct zip_window *window, uint64_t at, size_t least, size_t most,
                                  struct bytes *out, struct assay_error *err)
{
    *out = at_hand(window, at, most);
    if (out->size < least)
        return zip_window_get(window, at, most, out, err);
    window->last = at;
    return ASSAY_OK;
}
