/* feed.h - hands a stream to libarchive in small slices, so that what it took can be told. */

#pragma once

#include <sys/types.h>

#include "source/source.h"

enum {
    FEED_BUFFER = 256 * 1024,
    FEED_KEPT = 1024, /* bytes that one may go back by in what comes in order */
};

struct header_watch;

struct feed {
    struct stream *stream; /* borrowed */
    struct source_budget *budget;
    bool random;                /* read by offset, so that skipping and seeking cost nothing */
    size_t slice;               /* bytes handed out at once */
    uint64_t at;                /* offset behind what was handed out */
    uint64_t handed;            /* bytes handed out in all */
    size_t have, taken;         /* bytes in the buffer; those handed out */
    bool ended;                 /* the stream has no more */
    struct assay_error failure; /* of the stream or the deadline; `status` says if there is one */
    uint8_t *buffer;
    struct header_watch *watch; /* is shown what comes in order, or NULL */
};

/* ASSAY_ENOMEM */
ASSAY_RESULT feed_init(struct feed *feed, struct stream *stream, struct source_budget *budget,
                       size_t slice, struct assay_error *err);
void feed_clear(struct feed *feed);

/* The next slice, valid until the next call; size 0 at the end, -1 with `failure` set. */
ssize_t feed_take(struct feed *feed, const void **slice);

/* Move as libarchive's callbacks of these names have it; what is read in order is not moved. */
int64_t feed_skip(struct feed *feed, int64_t request);
int64_t feed_seek(struct feed *feed, int64_t offset, int whence);

/* A failure of libarchive, whose text that is, in our words: the feed's own where it has one. Sets
 * an id of gaps.h. */
ASSAY_RESULT feed_fail(const struct feed *feed, const char *text, struct assay_error *err);
