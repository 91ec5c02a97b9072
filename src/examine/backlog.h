/*
 * backlog.h - blocks of one stream that wait for their digest.
 *
 * A digest is made in order, by one thread at a time, but that need not be the thread that reads:
 * a stream of some size lets blocks wait in their buffers until somebody has time to digest them,
 * and the reader goes on in another buffer. Where nobody will have time the reader digests each
 * block as it comes, and where nobody came in time the oldest for each that he reads.
 */

#pragma once

#include "base/crew.h"
#include "crypto/digest.h"

enum {
    BACKLOG_BUFFERS = 4,        /* of one stream, the reader's own among them */
    BACKLOG_WAITING = 8,        /* blocks */
    BACKLOG_FEW = 1,            /* not worth that somebody is woken */
    BACKLOG_ALONE = 512 * 1024, /* bytes that a stream must have given before help is asked for */
};

struct backlog {
    struct task task; /* first: the help asked for */
    struct crew *crew;
    struct digest *digest;
    uint8_t **buffers; /* BACKLOG_BUFFERS of them; those after the first are made when needed */
    size_t buffer_size;
    struct waiting_block {
        const uint8_t *buffer;
        struct bytes bytes;
    } waiting[BACKLOG_WAITING]; /* a ring; a block stays until it was digested */
    size_t head, count;
    bool digesting; /* by somebody, now */
    bool offered;
    uint64_t size; /* bytes that were added */
};

/*
 * Begins a stream: starts `digest`, which is the backlog's until backlog_end().
 *
 * buffers  BACKLOG_BUFFERS pointers, the caller's to free(); the first one set, the others NULL at
 *          first and made here of `buffer_size` bytes. NULL: all digests are made at once
 */
void backlog_start(struct backlog *backlog, struct crew *crew, struct digest *digest,
                   uint8_t **buffers, size_t buffer_size);

/* Adds the next block, which lies in `buffer`; its bytes must stay until backlog_turn(). */
void backlog_add(struct backlog *backlog, const uint8_t *buffer, struct bytes block);

/* A buffer that may be written: `buffer` itself where no block in it waits, else another. */
uint8_t *backlog_turn(struct backlog *backlog, uint8_t *buffer);

/* All was added and is digested when this comes back. A second call does nothing. */
void backlog_end(struct backlog *backlog);
