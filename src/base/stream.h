/* stream.h - bytes that come in order, from a file, a git blob or a member of an archive. */

#pragma once

#include <assay/error.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define STREAM_SIZE_UNKNOWN UINT64_MAX

/*
 * Filled by whoever opens it. The size is a claim until the last byte was read: a reader takes
 * what comes.
 */
struct stream {
    /* Reads up to `size` bytes into `to`; *got is 0 at the end only. */
    enum assay_status (*read)(struct stream *stream, void *to, size_t size, size_t *got,
                              struct assay_error *err);
    /* Reads at an offset, leaving the order of read() alone; NULL where that is not cheap. */
    enum assay_status (*read_at)(struct stream *stream, uint64_t offset, void *to, size_t size,
                                 size_t *got, struct assay_error *err);
    void (*close)(struct stream *stream); /* NULL where there is nothing to release */
    void *state;
    uint64_t size;  /* bytes, or STREAM_SIZE_UNKNOWN */
    bool in_memory; /* what it gives is there already: no file is open for it */
};

static inline ASSAY_RESULT stream_read(struct stream *stream, void *to, size_t size, size_t *got,
                                       struct assay_error *err)
{
    return stream->read(stream, to, size, got, err);
}

/* Closes and empties it; a stream that is zeroed or closed already is fine. */
void stream_close(struct stream *stream);

/* A stream over memory that the caller keeps until it is closed. */
void stream_of_bytes(struct stream *stream, struct bytes bytes);

/* A stream over an open regular file, from its start; takes over `fd` and closes it. */
ASSAY_RESULT stream_of_file(struct stream *stream, int fd, struct assay_error *err);
