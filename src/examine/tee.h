/*
 * tee.h - one stream, read once: its digest, its detectors and its inspector see the same bytes.
 *
 *     used ... settled ...... looked at ...... end
 *     reader          detectors        digest, or behind
 *
 * What is read stays in a ring until all have seen it. The digest and the two detectors are lanes:
 * they take block by block, on any thread. What they have both looked at is settled, in order and
 * a block at a time, by the thread that reads: it tells what no later byte can change. The
 * inspector's cursor sees settled bytes only, so that a hit is known before the cell that it stands
 * in was read; and it sees the same steps however many threads there are. What the inspector leaves
 * is drained.
 */

#pragma once

#include <stdatomic.h>

#include "base/cursor.h"
#include "base/mirror.h"
#include "base/stream.h"
#include "crypto/digest.h"
#include "examine/detect/detectors.h"
#include "examine/lanes.h"
#include "examine/spool.h"
#include "source/source.h"

enum {
    TEE_BLOCK = 128 * 1024,
    TEE_RING = 2 * TEE_BLOCK, /* of a stream whose lanes take each block at once */
    TEE_RING_TOGETHER = LANES_BLOCKS * TEE_BLOCK, /* of one whose blocks wait */
};

struct tee {
    struct stream *stream;
    struct lanes lanes;
    struct mirror ring;      /* borrowed; unused where the bytes are given */
    const uint8_t *given;    /* NULL, or all bytes */
    uint64_t size;           /* that the stream claims */
    uint64_t end;            /* bytes that came */
    uint64_t put;            /* of them to the lanes */
    uint64_t shown;          /* blocks that are settled */
    uint64_t settled;        /* offset up to which readers may see */
    uint64_t used;           /* offset up to which a reader has seen */
    bool ended;              /* no byte follows those that came */
    size_t looking;          /* the first of the lanes that look; digests stand before it */
    bool ahead;              /* blocks may be looked at before a reader asks for them */
    struct watcher *watcher; /* NULL: nothing is looked for */
    struct evidence *evidence;
    struct spool *spool;                /* NULL, or where a copy goes */
    struct spool *late;                 /* the same, from where a container begins in it */
    struct digest *digest;              /* NULL: known already */
    struct digest *named_by;            /* NULL, or a second digest */
    _Atomic uint64_t *count;            /* of bytes, for the progress line */
    const struct source_budget *budget; /* of time; NULL: none */
    enum assay_status broken;           /* what the stream failed with, as told in `failure` */
    struct assay_error failure;
};

/*
 * Sets all but watcher, spool, count and budget; the pointers stay the caller's until tee_end().
 *
 * ring    of TEE_RING bytes, or of TEE_RING_TOGETHER: then lanes may wait for help from `crew`
 * digest  of SHA-256, is started; NULL: it is known already
 */
void tee_start(struct tee *tee, struct stream *stream, struct crew *crew, const struct mirror *ring,
               struct digest *digest, struct evidence *evidence);

/* Makes another digest beside the first; before tee_watch(). */
void tee_digest_also(struct tee *tee, struct digest *digest);

/* Where the stream was read before: `data` is what it gave, at most a block, which stays the
 * caller's, and `status` what it ended with. Before tee_head(), which reads nothing then. */
void tee_give(struct tee *tee, const uint8_t *data, size_t size, enum assay_status status,
              const struct assay_error *failure);

/* Reads the first block, fewer bytes at the end; nobody has seen it yet, not even the digest, so
 * that it costs no more than the reading. It stays where it is while it is all there is. */
void tee_head(struct tee *tee, struct bytes *head);

/*
 * From here on a watcher looks (NULL: none does); takes in and settles what is at hand. `ahead`:
 * it may look at what no reader asked for yet, for the item is text to its end; else no block is
 * read before a reader wants it, until tee_run_ahead().
 */
ASSAY_RESULT tee_watch(struct tee *tee, struct watcher *watcher, bool ahead,
                       struct assay_error *err);

/* What is still to come is wanted by nobody who could say that it is no text. */
void tee_run_ahead(struct tee *tee);

/* A cursor over the tee, of a subject of `size` bytes or STREAM_SIZE_UNKNOWN. */
void tee_cursor(struct tee *tee, struct cursor *cursor, uint64_t size, struct assay_error *err);

/* A stream that reads through the tee from where it is; `as` is valid as long as the tee. */
void tee_stream(struct tee *tee, struct stream *as);

/* For a reader of members that digests them as a batch: the tee's own digest may fall behind by as
 * much as `ring` holds, of TEE_RING_TOGETHER, for tee_digest_beside(). Before tee_watch(). */
void tee_let_wait(struct tee *tee, const struct mirror *ring);

/* Digests messages and what waits for the tee's digest side by side; from any thread. */
void tee_digest_beside(struct tee *tee, const struct digest_message *messages, size_t count);

/* Reads all that is left. The stream's failure is the tee's: `broken` holds it. */
ASSAY_RESULT tee_drain(struct tee *tee, struct assay_error *err);

/* All that came was digested when this comes back; for a tee that is not drained, too. */
void tee_end(struct tee *tee);

/* Bytes that came so far. */
static inline uint64_t tee_size(const struct tee *tee)
{
    return tee->end;
}

/* All of them; false where the first ones are gone. */
bool tee_all(const struct tee *tee, struct bytes *all);
/* The last of them, CONTAINER_TAIL or all. */
struct bytes tee_tail(const struct tee *tee);
