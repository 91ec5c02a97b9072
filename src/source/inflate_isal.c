/*
 * inflate_isal.c - deflate by way of ISA-L, 2.4 times as fast as zlib; amd64 only.
 *
 * Three habits of isal_inflate() are made up for: it reads ahead into a bit buffer; it keeps
 * decoded bytes in a buffer of its own, where they would stay when it meets damage; and where a
 * distance leads too far back its fast loop has counted bytes that it never wrote. So a call that
 * fails is taken back and made again in pieces that are too small for the fast loop.
 */

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

#include "source/inflate_engine.h"

enum { SLICE_MAX = 1 << 30, PIECE = 7 /* bytes; the fast loop wants 8 and more */ };

struct isal {
    struct inflate_state z;
    struct inflate_state before; /* the last call, unless `fresh` */
    bool fresh;                  /* nothing was decoded: the state before is the first one */
    bool careful;                /* a call failed: the rest goes in pieces */
    int failed; /* what isal_inflate() ended with, told once its buffer was handed out */
};

/* Three times as fast as libdeflate's. */
uint32_t inflate_crc32(uint32_t crc, struct bytes bytes)
{
    return bytes.size ? crc32_gzip_refl(crc, bytes.data, bytes.size) : crc;
}

static void reset(void *state)
{
    struct isal *isal = state;

    isal_inflate_init(&isal->z); /* isal_inflate_reset() leaves what was read ahead */
    isal->failed = 0;
    isal->fresh = true;
    isal->careful = false;
}

static void *create(void)
{
    struct isal *isal = malloc(sizeof *isal); /* 170 KiB, of which a reset sets what counts */

    if (isal)
        reset(isal);
    return isal;
}

static void destroy(void *state)
{
    free(state);
}

static const char *words(int code)
{
    switch (code) {
    case ISAL_INVALID_BLOCK:
        return "invalid block";
    case ISAL_INVALID_SYMBOL:
        return "invalid symbol";
    case ISAL_INVALID_LOOKBACK:
        return "invalid distance too far back";
    default:
        return "damaged data";
    }
}

/* What was decoded before the damage. */
static enum inflate_result hand_out(struct isal *isal, struct inflate_io *io, const char **why)
{
    struct inflate_state *z = &isal->z;
    size_t left = (size_t)(z->tmp_out_valid - z->tmp_out_processed);
    size_t size = left < io->room ? left : io->room;

    memcpy(io->out, z->tmp_out_buffer + z->tmp_out_processed, size);
    z->tmp_out_processed += (int32_t)size;
    io->out += size;
    io->room -= size;
    if (size < left)
        return INFLATE_OUTPUT_FULL;
    *why = words(isal->failed);
    return INFLATE_DAMAGED;
}

/*
 * Gives back whole bytes that were read ahead, so that none is held when the caller comes with
 * other input: the stream may end inside of what was held. While a block's header is incomplete
 * what is held stands before bytes that ISA-L keeps elsewhere, and is used up before the end.
 */
static void give_back(struct inflate_state *z)
{
    uint32_t bytes = (uint32_t)z->read_in_length / 8;

    if (z->block_state == ISAL_BLOCK_HDR)
        return;
    z->next_in -= bytes;
    z->avail_in += bytes;
    z->read_in_length -= (int32_t)bytes * 8;
    z->read_in &= (UINT64_C(1) << z->read_in_length) - 1;
}

static int call(struct isal *isal, struct inflate_io *io)
{
    struct inflate_state *z = &isal->z;
    size_t most = isal->careful ? PIECE : SLICE_MAX;
    uint32_t in = (uint32_t)(io->in.size < most ? io->in.size : most);
    uint32_t room = io->room < SLICE_MAX ? (uint32_t)io->room : SLICE_MAX;
    int code;

    z->next_in = (uint8_t *)(uintptr_t)io->in.data; /* it only reads */
    z->avail_in = in;
    z->next_out = io->out;
    z->avail_out = room;
    code = isal_inflate(z);
    if (code >= 0 && (z->avail_out == 0 || z->block_state == ISAL_BLOCK_FINISH))
        give_back(z);
    io->in = bytes_from(io->in, in - z->avail_in);
    io->out += room - z->avail_out;
    io->room -= room - z->avail_out;
    return code;
}

/* As if the call that failed had not been made. */
static void take_back(struct isal *isal)
{
    if (isal->fresh)
        isal_inflate_init(&isal->z);
    else
        isal->z = isal->before;
    isal->careful = true;
}

static enum inflate_result step(void *state, struct inflate_io *io, const char **why)
{
    struct isal *isal = state;

    while (!isal->failed) {
        struct inflate_io start = *io;
        int code;

        if (!isal->fresh && !isal->careful)
            isal->before = isal->z;
        code = call(isal, io);
        if (code < 0 && !isal->careful) {
            take_back(isal);
            *io = start;
            continue;
        }
        isal->fresh = false;
        if (code < 0)
            isal->failed = code;
        else if (isal->z.block_state == ISAL_BLOCK_FINISH)
            return INFLATE_ENDED;
        else if (io->room == 0)
            return INFLATE_OUTPUT_FULL;
        else if (io->in.size == 0)
            return INFLATE_NEEDS_INPUT;
    }
    return hand_out(isal, io, why);
}

static const struct inflate_engine inflate_isal = {
    .name = "ISA-L", .create = create, .reset = reset, .destroy = destroy, .step = step};

const struct inflate_engine *const inflate_engines[] = {&inflate_isal, &inflate_zlib, NULL};
