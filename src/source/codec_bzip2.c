/* codec_bzip2.c - streams of bzip2, the CRC of every block and of the whole verified. */

#include <bzlib.h>
#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/codec.h"
#include "source/fail.h"

enum { SLICE_MAX = 1 << 30 };

static bool begins(struct bytes head)
{
    return bytes_starts(head, BYTES("BZh")) && head.size >= 4 && head.data[3] >= '1' &&
           head.data[3] <= '9';
}

static void *create(void)
{
    return calloc(1, sizeof(bz_stream));
}

static bool start(void *state)
{
    static const bz_stream fresh;
    bz_stream *stream = state;

    BZ2_bzDecompressEnd(stream); /* of the one before; an error where there was none */
    *stream = fresh;
    return BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK;
}

static enum assay_status fail_bzip2(int code, struct assay_error *err)
{
    if (code == BZ_MEM_ERROR)
        return fail_no_memory(err);
    if (code == BZ_DATA_ERROR_MAGIC)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                       "the header of the bzip2 stream cannot be read");
    return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_CHECKSUM, "the bzip2 stream is damaged");
}

static enum inflate_result step(void *state, struct inflate_io *io, struct assay_error *err)
{
    bz_stream *stream = state;

    for (;;) {
        unsigned in = io->in.size < SLICE_MAX ? (unsigned)io->in.size : SLICE_MAX;
        unsigned room = io->room < SLICE_MAX ? (unsigned)io->room : SLICE_MAX;
        int code;

        stream->next_in = (char *)(uintptr_t)io->in.data; /* it only reads */
        stream->avail_in = in;
        stream->next_out = (char *)io->out;
        stream->avail_out = room;
        code = BZ2_bzDecompress(stream);
        io->in = bytes_from(io->in, in - stream->avail_in);
        io->out += room - stream->avail_out;
        io->room -= room - stream->avail_out;
        if (code == BZ_STREAM_END)
            return INFLATE_ENDED;
        if (code != BZ_OK && fail_bzip2(code, err) != ASSAY_OK)
            return INFLATE_DAMAGED;
        if (io->room == 0)
            return INFLATE_OUTPUT_FULL;
        if (io->in.size == 0)
            return INFLATE_NEEDS_INPUT;
    }
}

static void destroy(void *state)
{
    BZ2_bzDecompressEnd(state);
    free(state);
}

const struct codec codec_bzip2 = {.name = "bzip2",
                                  .head = 4,
                                  .begins = begins,
                                  .create = create,
                                  .start = start,
                                  .step = step,
                                  .destroy = destroy};
