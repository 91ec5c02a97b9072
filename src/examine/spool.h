/*
 * spool.h - a copy of a stream that can be read anywhere: memory first, then a file without name.
 *
 * A writer: it keeps its first failure until spool_stream() asks.
 */

#pragma once

#include "base/buf.h"
#include "base/stream.h"

struct spool {
    struct buf memory; /* up to LIMIT_SPOOL_MEMORY, or LIMIT_SPOOL_NO_FILE */
    int fd;            /* the file that holds all, once memory does not; or -1 */
    int no_file;       /* errno, where no file can be made */
    uint64_t from;     /* of the first byte that was added; before it the stream is filled up */
    uint64_t size;
    uint64_t at; /* of the stream's read() */
    enum assay_status status;
    struct assay_error failure;
};

void spool_init(struct spool *spool);
void spool_clear(struct spool *spool);

/* What is added first stands at that offset; before anything is added. */
void spool_begin_at(struct spool *spool, uint64_t from);

void spool_add(struct spool *spool, struct bytes bytes);

/*
 * A stream over all that was added, from its start; valid until spool_clear().
 * ASSAY_EIO when the file could not be made or written (id "file.too-large").
 */
ASSAY_RESULT spool_stream(struct spool *spool, struct stream *stream, struct assay_error *err);
