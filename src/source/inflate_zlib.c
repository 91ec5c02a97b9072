/* inflate_zlib.c - deflate by way of zlib, which is everywhere. */

#ifndef ASSAY_HAVE_ISAL
#include <libdeflate.h>
#endif
#include <stdlib.h>
#include <zlib.h>

#include "source/inflate_engine.h"

enum { BARE_WINDOW = -15, SLICE_MAX = 1 << 30 };

static void *create(void)
{
    z_stream *z = calloc(1, sizeof *z);

    if (z && inflateInit2(z, BARE_WINDOW) != Z_OK) {
        free(z);
        return NULL;
    }
    return z;
}

static void reset(void *state)
{
    (void)inflateReset(state); /* fails only where the state is no zlib state */
}

static void destroy(void *state)
{
    inflateEnd(state);
    free(state);
}

static enum inflate_result step(void *state, struct inflate_io *io, const char **why)
{
    z_stream *z = state;

    for (;;) {
        uInt in = io->in.size < SLICE_MAX ? (uInt)io->in.size : SLICE_MAX;
        uInt room = io->room < SLICE_MAX ? (uInt)io->room : SLICE_MAX;
        int code;

        z->next_in = (z_const Bytef *)(uintptr_t)io->in.data;
        z->avail_in = in;
        z->next_out = io->out;
        z->avail_out = room;
        code = inflate(z, Z_NO_FLUSH);
        io->in = bytes_from(io->in, in - z->avail_in);
        io->out += room - z->avail_out;
        io->room -= room - z->avail_out;
        if (code == Z_STREAM_END)
            return INFLATE_ENDED;
        if (code != Z_OK && code != Z_BUF_ERROR) {
            *why = code == Z_MEM_ERROR ? NULL : z->msg ? z->msg : "damaged data";
            return INFLATE_DAMAGED;
        }
        if (io->room == 0)
            return INFLATE_OUTPUT_FULL;
        if (io->in.size == 0)
            return INFLATE_NEEDS_INPUT;
    }
}

const struct inflate_engine inflate_zlib = {
    .name = "zlib", .create = create, .reset = reset, .destroy = destroy, .step = step};

#ifndef ASSAY_HAVE_ISAL
uint32_t inflate_crc32(uint32_t crc, struct bytes bytes)
{
    return bytes.size ? libdeflate_crc32(crc, bytes.data, bytes.size) : crc;
}

const struct inflate_engine *const inflate_engines[] = {&inflate_zlib, NULL};
#endif
