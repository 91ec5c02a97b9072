/*
 * pack_read.h - a pack that is read by offset through a stream: a member of a tar, say, which has
 * no index and is not mapped.
 */

#pragma once

#include <libdeflate.h>

#include "base/stream.h"
#include "source/inflate.h"

struct source_budget;

struct pack_read {
    struct stream *in;                  /* borrowed, as is */
    const struct source_budget *budget; /* whose time counts */
    uint64_t at;                        /* of the window in it */
    uint8_t *window;
    size_t size, capacity; /* bytes that are there, and room for them */
    struct libdeflate_decompressor *whole;
    struct inflater *steps;
    uint64_t inflated; /* bytes that came out so far */
    uint8_t *scratch;  /* for what is inflated and not wanted */
};

/* ASSAY_ENOMEM */
ASSAY_RESULT pack_read_open(struct pack_read *read, struct stream *in,
                            const struct source_budget *budget, struct assay_error *err);
void pack_read_close(struct pack_read *read); /* a zeroed one is fine */

/* The bytes that stand at an offset, `size` of them or to the end of the stream; those of `ahead`
 * more are read with them where they have to be read. Valid until the next call. */
ASSAY_RESULT pack_read_at(struct pack_read *read, uint64_t at, size_t size, size_t ahead,
                          struct bytes *out, struct assay_error *err);

/* One object's deflated bytes, inflated step by step. */
struct pack_inflate {
    struct pack_read *read;
    uint64_t at;   /* of the deflated bytes that come next */
    uint64_t left; /* bytes that the object still claims */
    bool ended;
};

/*
 * Begins with the deflated bytes at an offset, which claim to hold `size` bytes; one at a time.
 * pack_inflate_step() gives up to `size` of them; *got is 0 at the end only, when the deflated
 * bytes were seen to end there as well.
 *
 * ASSAY_EFORMAT  id "git.object-corrupt", or "bundle.truncated" where the stream ends before
 * ASSAY_ELIMIT   the run has no time left
 */
void pack_inflate_start(struct pack_inflate *inflate, struct pack_read *read, uint64_t at,
                        uint64_t size);
ASSAY_RESULT pack_inflate_step(struct pack_inflate *inflate, void *to, size_t size, size_t *got,
                               struct assay_error *err);

/* The same at once: `size` bytes into `to`, or dropped where that is NULL. *end is where the
 * deflated bytes end; what stands beyond `limit` is not looked at where that can be known. */
ASSAY_RESULT pack_inflate_all(struct pack_read *read, uint64_t at, uint64_t limit, uint64_t size,
                              uint8_t *to, uint64_t *end, struct assay_error *err);
