/*
 * unpack.h - one compressed block in memory as its plain bytes, in one call.
 *
 * Streams of any size are decode.h's; this is for pages, buffers and blocks of formats that
 * compress them one by one, with a size that is told beforehand or bounded.
 */

#pragma once

#include <assay/error.h>

#include "base/buf.h"
#include "base/bytes.h"

enum unpack_method {
    UNPACK_NONE,
    UNPACK_SNAPPY, /* one block, without frames */
    UNPACK_GZIP,   /* members one behind the other */
    UNPACK_ZLIB,
    UNPACK_DEFLATE, /* without any wrapping */
    UNPACK_ZSTD,
    UNPACK_BROTLI,
    UNPACK_LZ4,        /* one block, without frames */
    UNPACK_LZ4_HADOOP, /* blocks with sizes before them; a bare block, too, as some wrote it */
    UNPACK_LZ4_FRAME,
    UNPACK_BZIP2,
    UNPACK_XZ,
    UNPACK_METHODS
};

#define UNPACK_ANY_SIZE SIZE_MAX

/* What decoders keep between calls. */
struct unpacker;
struct unpacker *unpacker_new(void); /* NULL when memory ran out */
void unpacker_free(struct unpacker *unpacker);

/*
 * Empties `out` and fills it.
 *
 * size  of the plain bytes, no more than the ceiling of `out`, or UNPACK_ANY_SIZE
 *
 * ASSAY_EFORMAT  damaged, or of another size
 * ASSAY_ELIMIT   more than the ceiling of `out`
 * The offset is none: the caller tells where the block stands.
 */
ASSAY_RESULT unpack(struct unpacker *unpacker, enum unpack_method method, struct bytes packed,
                    size_t size, struct buf *out, struct assay_error *err);
