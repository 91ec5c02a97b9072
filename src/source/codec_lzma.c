/*
 * codec_lzma.c - xz, lzip and LZMA alone, by way of liblzma; whatever integrity check a stream
 * has is verified. Source: the .xz file format 1.2.1; the lzip format 1.
 */

#include <lzma.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/codec.h"
#include "source/fail.h"

static void *create(void)
{
    static const lzma_stream fresh = LZMA_STREAM_INIT;
    lzma_stream *stream = malloc(sizeof *stream);

    if (stream)
        *stream = fresh;
    return stream;
}

static void destroy(void *state)
{
    lzma_end(state);
    free(state);
}

static enum assay_status fail_lzma(lzma_ret code, struct assay_error *err)
{
    switch (code) {
    case LZMA_MEM_ERROR:
        return fail_no_memory(err);
    case LZMA_MEMLIMIT_ERROR:
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "its dictionary needs more than %u MiB of memory",
                       (unsigned)(LIMIT_LZMA_MEMORY >> 20));
    case LZMA_OPTIONS_ERROR:
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "the lzma stream asks for a filter that is not known");
    case LZMA_FORMAT_ERROR:
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                       "the header of the lzma stream cannot be read");
    default:
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_CHECKSUM, "the lzma stream is damaged");
    }
}

static enum inflate_result step(void *state, struct inflate_io *io, struct assay_error *err)
{
    lzma_stream *stream = state;

    for (;;) {
        lzma_ret code;

        stream->next_in = io->in.data;
        stream->avail_in = io->in.size;
        stream->next_out = io->out;
        stream->avail_out = io->room;
        code = lzma_code(stream, LZMA_RUN);
        io->in = bytes_of(stream->next_in, stream->avail_in);
        io->out = stream->next_out;
        io->room = stream->avail_out;
        if (code == LZMA_STREAM_END)
            return INFLATE_ENDED;
        if (code != LZMA_OK && code != LZMA_BUF_ERROR && fail_lzma(code, err) != ASSAY_OK)
            return INFLATE_DAMAGED;
        if (io->room == 0)
            return INFLATE_OUTPUT_FULL;
        if (io->in.size == 0)
            return INFLATE_NEEDS_INPUT;
    }
}

static bool begins_xz(struct bytes head)
{
    return bytes_starts(head, BYTES("\xfd\x37zXZ\0"));
}

static bool start_xz(void *state)
{
    return lzma_stream_decoder(state, LIMIT_LZMA_MEMORY, 0) == LZMA_OK;
}

/* It has no magic: properties, a dictionary of a likely size, and a size that is not known. */
static bool begins_lzma(struct bytes head)
{
    return bytes_starts(head, BYTES("\x5d\0\0"));
}

static bool start_lzma(void *state)
{
    return lzma_alone_decoder(state, LIMIT_LZMA_MEMORY) == LZMA_OK;
}

static bool begins_lzip(struct bytes head)
{
    return bytes_starts(head, BYTES("LZIP"));
}

static bool start_lzip(void *state)
{
    return lzma_lzip_decoder(state, LIMIT_LZMA_MEMORY, 0) == LZMA_OK;
}

const struct codec codec_xz = {.name = "xz",
                               .head = 6,
                               .begins = begins_xz,
                               .create = create,
                               .start = start_xz,
                               .step = step,
                               .destroy = destroy};

const struct codec codec_lzma = {.name = "lzma",
                                 .head = 3,
                                 .begins = begins_lzma,
                                 .create = create,
                                 .start = start_lzma,
                                 .step = step,
                                 .destroy = destroy};

const struct codec codec_lzip = {.name = "lzip",
                                 .head = 4,
                                 .begins = begins_lzip,
                                 .create = create,
                                 .start = start_lzip,
                                 .step = step,
                                 .destroy = destroy};
