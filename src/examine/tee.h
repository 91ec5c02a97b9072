/*
 * tee.h - one stream, read once: its digest, its detectors and its inspector see the same bytes.
 *
 *     carry (looked at already) | block
 *     base .......... settled .. base + have
 *
 * The digest's backlog takes a block when it was read. Detectors look next and settle what no later
 * byte can change; the inspector's cursor sees settled bytes only, so that a hit is known before
 * the cell that it stands in was read. What the inspector leaves is drained.
 */

#pragma once

#include <stdatomic.h>

#include "base/cursor.h"
#include "base/stream.h"
#include "examine/backlog.h"
#include "examine/detectors.h"
#include "examine/spool.h"
#include "source/source.h"

enum {
    TEE_BLOCK = 256 * 1024,
    TEE_BUFFER =
        TEE_BLOCK + CURSOR_WINDOW_MAX + WATCH_BEHIND + WATCH_AHEAD + 2 * WATCH_TOKEN_MAX + 64
};

_Static_assert((int)TEE_BUFFER - (int)TEE_BLOCK >= (int)CONTAINER_TAIL, "the last bytes fit");

struct tee {
    struct stream *stream;
    struct backlog *backlog; /* of digests, started */
    uint8_t *buffer;         /* TEE_BUFFER bytes, the worker's */
    uint64_t size;           /* that the stream claims */
    uint64_t base;           /* offset of the buffer's first byte */
    size_t have;
    uint64_t settled;        /* offset up to which readers may see */
    uint64_t used;           /* offset up to which a reader has seen */
    bool ended;              /* the last byte is in the buffer */
    struct watcher *watcher; /* NULL: nothing is looked for */
    struct evidence *evidence;
    struct spool *spool;                /* NULL, or where a copy goes */
    struct digest *named_by;            /* NULL, or a second digest, started */
    _Atomic uint64_t *count;            /* of bytes, for the progress line */
    const struct source_budget *budget; /* of time; NULL: none */
    enum assay_status broken;           /* what the stream failed with, as told in `failure` */
    struct assay_error failure;
};

/* Sets all but watcher, spool, count and budget; the pointers stay the caller's. */
void tee_start(struct tee *tee, struct stream *stream, struct backlog *backlog, uint8_t *buffer,
               struct evidence *evidence);

/* Where the stream was read before: `data` is what it gave, which stays the caller's and may
 * be moved about in, and `status` what it ended with. Before tee_head(), which reads nothing then.
 */
void tee_give(struct tee *tee, uint8_t *data, size_t size, enum assay_status status,
              const struct assay_error *failure);

/* Reads the first block, fewer bytes at the end; nobody has seen it yet, not even the digest, so
 * that it costs no more than the reading. */
ASSAY_RESULT tee_head(struct tee *tee, struct bytes *head, struct assay_error *err);

/* From here on a watcher looks (NULL: none does); takes in and settles what is at hand. */
ASSAY_RESULT tee_watch(struct tee *tee, struct watcher *watcher, struct assay_error *err);

/* A cursor over the tee, of a subject of `size` bytes or STREAM_SIZE_UNKNOWN. */
void tee_cursor(struct tee *tee, struct cursor *cursor, uint64_t size, struct assay_error *err);

/* A stream that reads through the tee from where it is; `as` is valid as long as the tee. */
void tee_stream(struct tee *tee, struct stream *as);

/* Reads all that is left. The stream's failure is the tee's: `broken` holds it. */
ASSAY_RESULT tee_drain(struct tee *tee, struct assay_error *err);

/* Bytes that came so far. */
uint64_t tee_size(const struct tee *tee);
