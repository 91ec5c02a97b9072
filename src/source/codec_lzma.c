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

/* The usual properties, and a size that is not known. */
static bool is_usual(struct bytes head)
{
    return head.size > 13 && bytes_starts(head, BYTES("\x5d\0\0")) &&
           memcmp(head.data + 5, "\xff\xff\xff\xff\xff\xff\xff\xff", 8) == 0;
}

/* LZMA alone has no magic: a byte of properties that can be, a dictionary of a size that packers
 * use, and a size that is not known or not beyond belief. As xz(1) tells it, which takes no others;
 * then the first byte of its range coder, which is always 0. */
static bool may_be_lzma(struct bytes head)
{
    enum { HEADER = 13, MOST_PROPERTIES = 9 * 5 * 5, DICTIONARY_MIN = 1 << 12, SIZE_BITS = 38 };
    uint32_t dictionary = 0, second;
    uint64_t size = 0;

    if (head.size <= HEADER || head.data[0] >= MOST_PROPERTIES || head.data[HEADER] != 0 ||
        head.data[0] % 9 + head.data[0] / 9 % 5 > LZMA_LCLP_MAX)
        return false;
    for (size_t i = 4; i > 0; i--)
        dictionary = dictionary << 8 | head.data[i];
    for (size_t i = 12; i > 4; i--)
        size = size << 8 | head.data[i];
    second = dictionary & (dictionary - 1); /* without its lowest bit: 2^n, or 0 */
    return dictionary >= DICTIONARY_MIN &&
           (dictionary == UINT32_MAX || second == 0 || second == (dictionary ^ second) << 1) &&
           (size == UINT64_MAX || (size > 0 && size >> SIZE_BITS == 0));
}

static bool begins_lzma(struct bytes head)
{
    return is_usual(head) || may_be_lzma(head);
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
                                 .head = 14,
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

bool codec_lzma_holds(struct bytes head)
{
    CLEANUP(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;
    uint8_t out[1024]; /* what is no LZMA soon asks for a distance in front of its first byte */
    lzma_ret code;

    if (is_usual(head))
        return true; /* also where it is damaged */
    if (!may_be_lzma(head))
        return false;
    if (lzma_alone_decoder(&stream, LIMIT_LZMA_MEMORY) != LZMA_OK)
        return true;
    stream.next_in = head.data;
    stream.avail_in = head.size;
    stream.next_out = out;
    stream.avail_out = sizeof out;
    code = lzma_code(&stream, LZMA_RUN);
    return code == LZMA_OK || code == LZMA_STREAM_END || code == LZMA_MEMLIMIT_ERROR;
}
