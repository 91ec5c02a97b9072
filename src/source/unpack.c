/*
 * unpack.c - one compressed block in memory as its plain bytes.
 *
 * What is a stream of frames goes through the codecs of decode.c; blocks without any frame are read
 * here. Source: google/snappy, format_description.txt; RFC 7932; lz4, doc/lz4_Block_format.md;
 * Hadoop, BlockCompressorStream: the plain size of a block, then pieces of it, each behind its
 * packed size, all in 32 bits, big-endian.
 */

#include "source/unpack.h"

#include <brotli/decode.h>
#include <limits.h>
#include <lz4.h>
#include <snappy-c.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "source/codec.h"
#include "source/inflate.h"

enum { STEP = 64 * 1024 }; /* bytes of room where the size is not told */

struct unpacker {
    const struct codec *codec; /* whose state is kept; NULL: none */
    void *state;
    struct inflater *inflater;
};

struct unpacker *unpacker_new(void)
{
    return calloc(1, sizeof(struct unpacker));
}

static void forget_codec(struct unpacker *unpacker)
{
    if (unpacker->codec)
        unpacker->codec->destroy(unpacker->state);
    unpacker->codec = NULL;
}

void unpacker_free(struct unpacker *unpacker)
{
    if (!unpacker)
        return;
    forget_codec(unpacker);
    inflater_free(unpacker->inflater);
    free(unpacker);
}

static ASSAY_RESULT damaged(struct assay_error *err, const char *what)
{
    return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s", what);
}

static ASSAY_RESULT too_large(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                      "unpacks to more bytes than its limit, or than it tells");
}

static ASSAY_RESULT no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for unpacked bytes");
}

/* Room for what comes next: all of it where the size is told. None is a byte of `spare`, which
 * stays empty unless there is more than may be. */
static ASSAY_RESULT make_room(struct buf *out, size_t size, struct inflate_io *io, uint8_t *spare,
                              struct assay_error *err)
{
    size_t room = size != UNPACK_ANY_SIZE ? size - out->size : out->ceiling - out->size;

    if (size == UNPACK_ANY_SIZE && room > STEP)
        room = STEP;
    io->room = room ? room : 1;
    io->out = room ? buf_room(out, room) : spare;
    return io->out ? ASSAY_OK : buf_status(out, err);
}

/* One step of a decoder, its output counted. */
typedef enum inflate_result stepper(void *state, struct inflate_io *io, struct assay_error *err);

static enum inflate_result step_inflater(void *state, struct inflate_io *io,
                                         struct assay_error *err)
{
    return inflate_step(state, io, err);
}

/* Decodes to the end of one frame. */
static ASSAY_RESULT unpack_frame(stepper *step, void *state, struct bytes *packed, size_t size,
                                 struct buf *out, struct assay_error *err)
{
    for (;;) {
        struct inflate_io io = {.in = *packed};
        enum inflate_result result;
        uint8_t spare, *from;

        TRY(make_room(out, size, &io, &spare, err));
        from = io.out;
        result = step(state, &io, err);
        if (io.out > from && from == &spare)
            return too_large(err);
        buf_used(out, (size_t)(io.out - from));
        *packed = io.in;
        if (result == INFLATE_ENDED)
            return ASSAY_OK;
        if (result == INFLATE_DAMAGED)
            return err->status;
        if (result == INFLATE_NEEDS_INPUT)
            return damaged(err, "its packed bytes are cut short");
    }
}

static ASSAY_RESULT unpack_frames(struct unpacker *unpacker, const struct codec *codec,
                                  struct bytes packed, size_t size, struct buf *out,
                                  struct assay_error *err)
{
    if (unpacker->codec != codec) {
        forget_codec(unpacker);
        unpacker->state = codec->create();
        if (!unpacker->state)
            return no_memory(err);
        unpacker->codec = codec;
    }
    do {
        if (!codec->begins(packed))
            return damaged(err, "other bytes than its compression begins with");
        if (!codec->start(unpacker->state))
            return no_memory(err);
        TRY(unpack_frame(codec->step, unpacker->state, &packed, size, out, err));
    } while (packed.size > 0);
    return ASSAY_OK;
}

static ASSAY_RESULT unpack_deflate(struct unpacker *unpacker, enum inflate_wrap wrap,
                                   struct bytes packed, size_t size, struct buf *out,
                                   struct assay_error *err)
{
    if (!unpacker->inflater)
        unpacker->inflater = inflater_new(wrap);
    else
        inflater_reset(unpacker->inflater, wrap);
    if (!unpacker->inflater)
        return no_memory(err);
    TRY(unpack_frame(step_inflater, unpacker->inflater, &packed, size, out, err));
    return packed.size == 0 ? ASSAY_OK : damaged(err, "bytes behind the end of what is packed");
}

static ASSAY_RESULT unpack_snappy(struct bytes packed, struct buf *out, struct assay_error *err)
{
    const char *from = (const char *)packed.data;
    size_t size;
    uint8_t *room;

    if (packed.size == 0 || snappy_uncompressed_length(from, packed.size, &size) != SNAPPY_OK)
        return damaged(err, "no block of snappy");
    if (size > out->ceiling)
        return too_large(err);
    if (size == 0)
        return packed.size == 1 ? ASSAY_OK : damaged(err, "a damaged block of snappy");
    room = buf_room(out, size);
    if (!room)
        return buf_status(out, err);
    if (snappy_uncompress(from, packed.size, (char *)room, &size) != SNAPPY_OK)
        return damaged(err, "a damaged block of snappy");
    buf_used(out, size);
    return ASSAY_OK;
}

static enum inflate_result step_brotli(void *state, struct inflate_io *io, struct assay_error *err)
{
    const uint8_t *in = io->in.data;
    size_t left = io->in.size;
    BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state, &left, &in, &io->room, &io->out, NULL);

    io->in = bytes_of(in, left);
    switch (result) {
    case BROTLI_DECODER_RESULT_SUCCESS:
        return INFLATE_ENDED;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
        return INFLATE_NEEDS_INPUT;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        return INFLATE_OUTPUT_FULL;
    default:
        (void)!damaged(err, BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state)));
        return INFLATE_DAMAGED;
    }
}

static void free_brotli(BrotliDecoderState **state)
{
    BrotliDecoderDestroyInstance(*state);
}

static ASSAY_RESULT unpack_brotli(struct bytes packed, size_t size, struct buf *out,
                                  struct assay_error *err)
{
    CLEANUP(free_brotli)
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);

    if (!state)
        return no_memory(err);
    TRY(unpack_frame(step_brotli, state, &packed, size, out, err));
    return packed.size == 0 ? ASSAY_OK : damaged(err, "bytes behind the end of what is packed");
}

/* One block, to exactly `size` more bytes. */
static ASSAY_RESULT unpack_lz4_block(struct bytes packed, size_t size, struct buf *out,
                                     struct assay_error *err)
{
    uint8_t *room;

    if (packed.size > LZ4_MAX_INPUT_SIZE || size > LZ4_MAX_INPUT_SIZE)
        return too_large(err);
    room = buf_room(out, size ? size : 1);
    if (!room)
        return buf_status(out, err);
    if (LZ4_decompress_safe((const char *)packed.data, (char *)room, (int)packed.size, (int)size) !=
        (int)size)
        return damaged(err, "a damaged block of lz4, or one of another size than told");
    buf_used(out, size);
    return ASSAY_OK;
}

/* One block whose size nobody tells: it has at most LZ4_RATIO bytes for each packed one. */
static ASSAY_RESULT unpack_lz4_any(struct bytes packed, struct buf *out, struct assay_error *err)
{
    enum { LZ4_RATIO = 255 };
    size_t most = out->ceiling < INT_MAX ? out->ceiling : INT_MAX;
    uint8_t *room;
    int size;

    if (packed.size > LZ4_MAX_INPUT_SIZE)
        return too_large(err);
    if (packed.size < most / LZ4_RATIO)
        most = packed.size * LZ4_RATIO + 1;
    room = buf_room(out, most);
    if (!room)
        return buf_status(out, err);
    size =
        LZ4_decompress_safe((const char *)packed.data, (char *)room, (int)packed.size, (int)most);
    if (size < 0)
        return damaged(err, "a damaged block of lz4");
    buf_used(out, (size_t)size);
    return ASSAY_OK;
}

static ASSAY_RESULT unpack_hadoop(struct bytes packed, size_t size, struct buf *out,
                                  struct assay_error *err)
{
    struct cursor cursor;
    uint32_t plain, piece;

    cursor_of_bytes(&cursor, packed, err);
    while (cursor_left(&cursor) > 0) {
        TRY(cursor_u32be(&cursor, &plain));
        TRY(cursor_u32be(&cursor, &piece));
        if (piece > cursor_left(&cursor) || plain > size - out->size)
            return damaged(err, "a block of lz4 that does not fit");
        TRY(unpack_lz4_block(bytes_of(packed.data + cursor.at, piece), plain, out, err));
        TRY(cursor_skip(&cursor, piece));
    }
    return out->size == size ? ASSAY_OK : damaged(err, "blocks of lz4 of another size than told");
}

static ASSAY_RESULT unpack_lz4_hadoop(struct bytes packed, size_t size, struct buf *out,
                                      struct assay_error *err)
{
    if (size == UNPACK_ANY_SIZE)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "lz4 needs the size to be told");
    if (unpack_hadoop(packed, size, out, err) == ASSAY_OK)
        return ASSAY_OK;
    buf_reset(out);
    return unpack_lz4_block(packed, size, out, err);
}

static ASSAY_RESULT run(struct unpacker *unpacker, enum unpack_method method, struct bytes packed,
                        size_t size, struct buf *out, struct assay_error *err)
{
    switch (method) {
    case UNPACK_NONE:
        buf_add(out, packed.data, packed.size);
        return buf_status(out, err);
    case UNPACK_SNAPPY:
        return unpack_snappy(packed, out, err);
    case UNPACK_GZIP:
        return unpack_frames(unpacker, &codec_gzip, packed, size, out, err);
    case UNPACK_ZLIB:
        return unpack_deflate(unpacker, INFLATE_ZLIB, packed, size, out, err);
    case UNPACK_DEFLATE:
        return unpack_deflate(unpacker, INFLATE_RAW, packed, size, out, err);
    case UNPACK_ZSTD:
        return unpack_frames(unpacker, &codec_zstd, packed, size, out, err);
    case UNPACK_BROTLI:
        return unpack_brotli(packed, size, out, err);
    case UNPACK_LZ4:
        return size == UNPACK_ANY_SIZE ? unpack_lz4_any(packed, out, err)
                                       : unpack_lz4_block(packed, size, out, err);
    case UNPACK_LZ4_HADOOP:
        return unpack_lz4_hadoop(packed, size, out, err);
    case UNPACK_LZ4_FRAME:
        return unpack_frames(unpacker, &codec_lz4, packed, size, out, err);
    case UNPACK_BZIP2:
        return unpack_frames(unpacker, &codec_bzip2, packed, size, out, err);
    case UNPACK_XZ:
        return unpack_frames(unpacker, &codec_xz, packed, size, out, err);
    case UNPACK_METHODS:
        break;
    }
    return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "an unknown compression");
}

enum assay_status unpack(struct unpacker *unpacker, enum unpack_method method, struct bytes packed,
                         size_t size, struct buf *out, struct assay_error *err)
{
    buf_reset(out);
    if (size != UNPACK_ANY_SIZE && size > out->ceiling)
        return too_large(err);
    TRY(run(unpacker, method, packed, size, out, err));
    if (size != UNPACK_ANY_SIZE && out->size != size)
        return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET,
                          "unpacks to %zu bytes where %zu are told", out->size, size);
    return ASSAY_OK;
}
