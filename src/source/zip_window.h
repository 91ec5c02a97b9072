/* zip_window.h - bytes of a zip wherever they stand, read ahead where what is asked for is near. */

#pragma once

#include "base/stream.h"

/* The most that one zip_window_get() may ask for: a record of the directory with all its fields
 * at their longest fits. */
enum { ZIP_WINDOW_MAX = 256 * 1024 };

struct zip_window {
    struct stream *stream; /* borrowed; has read_at */
    uint8_t *buffer;       /* made when first needed */
    size_t capacity;       /* at most ZIP_WINDOW_MAX */
    uint64_t start;        /* offset of the buffer's first byte */
    size_t have;
    uint64_t last, end; /* what was asked for before */
};

static inline struct zip_window zip_window_of(struct stream *stream)
{
    return (struct zip_window){.stream = stream};
}

void zip_window_clear(struct zip_window *window);

/*
 * The `size` bytes at an offset, fewer only where the stream ends; valid until the next call.
 * Fails as the stream does, or with ASSAY_ENOMEM.
 */
ASSAY_RESULT zip_window_get(struct zip_window *window, uint64_t at, size_t size, struct bytes *out,
                            struct assay_error *err);

/* The same for those who take what is at hand, as long as that is `least` bytes, and at most
 * `most`: who goes on by less than he asks for does not read the rest again and again. */
ASSAY_RESULT zip_window_some(struct zip_window *window, uint64_t at, size_t least, size_t most,
                             struct bytes *out, struct assay_error *err);
