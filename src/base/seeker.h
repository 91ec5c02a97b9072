/* seeker.h - a cursor over a stream that is read by offset. */

#pragma once

#include "base/cursor.h"
#include "base/stream.h"

struct seeker {
    struct stream *stream;
    uint8_t *window;
    uint64_t next; /* offset behind what was read last */
    size_t ahead;  /* bytes that are read beyond what is asked for */
};

/*
 * Opens a cursor that seeks over all of `stream`, which has read_at and a known size; both, and the
 * seeker, outlive it. Released with seeker_clear(). ASSAY_ENOMEM.
 */
ASSAY_RESULT seeker_open(struct seeker *seeker, struct stream *stream, struct cursor *cursor,
                         struct assay_error *err);
void seeker_clear(struct seeker *seeker);
