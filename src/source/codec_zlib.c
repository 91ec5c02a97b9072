/*
 * codec_zlib.c - a bare zlib stream, as joblib writes with compression, and the one behind a length
 * that joblib wrote before 0.10. Sums are verified. Source: RFC 1950; joblib,
 * numpy_pickle_compat.py, read_zfile().
 */

#include <stdlib.h>

#include "base/kit.h"
#include "source/codec.h"

/* "ZF", then the length in hex: 19 characters, blanks behind it. */
enum { OLD_MAGIC = 2, OLD_LENGTH = 19, OLD_HEADER = OLD_MAGIC + OLD_LENGTH, TRIED = 4096 };

struct zlib_decoder {
    struct inflater *inflater;
    size_t skip; /* bytes of the old header that are still to come */
    bool old;
};

/* Method 8 with a window that exists, no dictionary, and a sum of both bytes. Source: RFC 1950,
 * 2.2. */
static bool is_header(struct bytes head)
{
    return head.size >= 2 && (head.data[0] & 0x0f) == 8 && head.data[0] >> 4 <= 7 &&
           (head.data[1] & 0x20) == 0 && (head.data[0] * 256 + head.data[1]) % 31 == 0;
}

static bool is_old_header(struct bytes head)
{
    if (!bytes_starts(head, BYTES("ZF0x")) || head.size < OLD_HEADER)
        return false;
    for (size_t i = OLD_MAGIC + 2; i < OLD_HEADER; i++)
        if (!bytes_has(BYTES("0123456789abcdef "), head.data[i]))
            return false;
    return true;
}

static bool begins_old(struct bytes head)
{
    return bytes_starts(head, BYTES("ZF"));
}

static void *create(void)
{
    struct zlib_decoder *decoder = calloc(1, sizeof *decoder);

    if (decoder)
        decoder->inflater = inflater_new(INFLATE_ZLIB);
    if (decoder && !decoder->inflater) {
        free(decoder);
        decoder = NULL;
    }
    return decoder;
}

static void *create_old(void)
{
    struct zlib_decoder *decoder = create();

    if (decoder)
        decoder->old = true;
    return decoder;
}

static bool start(void *state)
{
    struct zlib_decoder *decoder = state;

    inflater_reset(decoder->inflater, INFLATE_ZLIB);
    decoder->skip = decoder->old ? OLD_HEADER : 0;
    return true;
}

static enum inflate_result step(void *state, struct inflate_io *io, struct assay_error *err)
{
    struct zlib_decoder *decoder = state;
    size_t skip = decoder->skip < io->in.size ? decoder->skip : io->in.size;

    io->in = bytes_from(io->in, skip);
    decoder->skip -= skip;
    return decoder->skip ? INFLATE_NEEDS_INPUT : inflate_step(decoder->inflater, io, err);
}

static void destroy(void *state)
{
    struct zlib_decoder *decoder = state;

    if (decoder)
        inflater_free(decoder->inflater);
    free(decoder);
}

/* What the first TRIED bytes of it come to, *size of them. */
static enum inflate_result try(struct bytes head, uint8_t out[TRIED], size_t *size)
{
    struct inflate_io io = {.in = head, .out = out, .room = TRIED};
    struct inflater *inflater = inflater_new(INFLATE_ZLIB);
    enum inflate_result result = INFLATE_DAMAGED;
    struct assay_error err;

    if (inflater)
        result = inflate_step(inflater, &io, &err);
    inflater_free(inflater);
    *size = TRIED - io.room;
    return result;
}

/* Two bytes are in front of many things: so much must decode, or all. */
bool codec_zlib_holds(struct bytes head)
{
    uint8_t out[TRIED];
    enum inflate_result result;
    size_t size;

    if (!is_header(head))
        return false;
    result = try(head, out, &size);
    return result == INFLATE_ENDED || result == INFLATE_OUTPUT_FULL;
}

bool codec_zlib_holds_text(struct bytes head)
{
    enum { LEAST = 16 }; /* bytes that no chance makes text */
    uint8_t out[TRIED];
    size_t size;

    if (!is_header(head))
        return false;
    (void)try(head, out, &size);
    if (size < LEAST)
        return false;
    for (size_t i = 0; i < size; i++)
        if ((out[i] < ' ' && !bytes_has(BYTES("\t\n\r"), out[i])) || out[i] > '~')
            return false;
    return true;
}

bool codec_zlib_holds_old(struct bytes head)
{
    return is_old_header(head) && is_header(bytes_from(head, OLD_HEADER));
}

const struct codec codec_zlib = {.name = "zlib",
                                 .head = 2,
                                 .begins = is_header,
                                 .create = create,
                                 .start = start,
                                 .step = step,
                                 .destroy = destroy};
const struct codec codec_zlib_old = {.name = "zlib",
                                     .head = 2,
                                     .begins = begins_old,
                                     .create = create_old,
                                     .start = start,
                                     .step = step,
                                     .destroy = destroy};
