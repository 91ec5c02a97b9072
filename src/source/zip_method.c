/* zip_method.c - the ways to pack an entry that are read. */

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/inflate_engine.h"
#include "source/zip_reader.h"

enum {
    INPUT_STEP = 128 * 1024, /* packed bytes taken at once */
    AT_ONCE = 4096,          /* plain bytes up to which libdeflate is faster than ISA-L */
};

/* ---- packed bytes ---- */

/* As many packed bytes as `most`; fewer only where the data or the stream ends. */
static enum assay_status take_packed(struct zip_reader *reader, size_t most, struct bytes *out,
                                     struct assay_error *err)
{
    uint64_t left = reader->place.packed - reader->in;
    size_t size = left < most ? (size_t)left : most;

    return zip_window_get(&reader->window, reader->data + reader->in, size, out, err);
}

/* Packed bytes as they are at hand; none at the end of the data or of the stream. */
static enum assay_status take_some(struct zip_reader *reader, struct bytes *out,
                                   struct assay_error *err)
{
    uint64_t left = reader->place.packed - reader->in;
    size_t most = left < INPUT_STEP ? (size_t)left : INPUT_STEP;

    return zip_window_some(&reader->window, reader->data + reader->in, 1, most, out, err);
}

/* The entry's data as a stream, for decoders that want one. */
static enum assay_status packed_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct zip_reader *reader = stream->state;
    uint64_t left = reader->place.packed - reader->in;

    if (reader->lead_at < reader->lead_size) {
        *got = reader->lead_size - reader->lead_at;
        *got = *got < size ? *got : size;
        memcpy(to, reader->lead + reader->lead_at, *got);
        reader->lead_at += *got;
        return ASSAY_OK;
    }
    TRY(reader->stream->read_at(reader->stream, reader->data + reader->in, to,
                                left < size ? (size_t)left : size, got, err));
    reader->in += *got;
    return ASSAY_OK;
}

/* ---- methods ---- */

static enum assay_status read_stored(struct zip_reader *reader, uint8_t *to, size_t size,
                                     size_t *got, struct assay_error *err)
{
    uint64_t left = reader->place.packed - reader->in;

    if (left < size)
        size = (size_t)left;
    if (size <= INPUT_STEP) { /* what is small stands beside others that are */
        struct bytes bytes;

        TRY(take_packed(reader, size, &bytes, err));
        if (bytes.size)
            memcpy(to, bytes.data, bytes.size);
        *got = bytes.size;
    } else {
        TRY(reader->stream->read_at(reader->stream, reader->data + reader->in, to, size, got, err));
    }
    reader->in += *got;
    reader->ended = reader->in == reader->place.packed;
    return ASSAY_OK;
}

/* A small entry in one call, which is faster; false where it is not what its sizes say, and must
 * be gone through step by step. */
static bool inflate_at_once(struct zip_reader *reader, uint8_t *to, size_t size, size_t *got)
{
    size_t plain = (size_t)reader->place.plain, used;
    uint64_t most = inflate_engines[0] == &inflate_zlib ? INPUT_STEP : AT_ONCE;
    struct assay_error ignored;
    struct bytes packed;

    if (reader->in > 0 || !reader->place.measured || reader->place.plain > size ||
        reader->place.plain > most || reader->place.packed > INPUT_STEP)
        return false;
    if (!reader->at_once)
        reader->at_once = libdeflate_alloc_decompressor();
    if (!reader->at_once ||
        take_packed(reader, (size_t)reader->place.packed, &packed, &ignored) != ASSAY_OK ||
        packed.size < reader->place.packed)
        return false;
    if (libdeflate_deflate_decompress_ex(reader->at_once, packed.data, packed.size, to, plain,
                                         &used, NULL) != LIBDEFLATE_SUCCESS)
        return false;
    *got = plain;
    reader->in = used;
    reader->ended = true;
    return true;
}

/* The entry's data step by step; the first step starts the inflater anew. */
static enum assay_status inflate_on(struct zip_reader *reader, struct inflater *inflater,
                                    uint8_t *to, size_t size, size_t *got, struct assay_error *err)
{
    struct inflate_io io = {.out = to, .room = size};
    enum inflate_result result = INFLATE_NEEDS_INPUT;
    size_t before = 1;

    if (!inflater)
        return fail_no_memory(err);
    if (reader->in == 0)
        inflater_reset(inflater, INFLATE_RAW);
    while (result == INFLATE_NEEDS_INPUT && io.room > 0 && before > 0) {
        TRY(take_some(reader, &io.in, err));
        before = io.in.size; /* 0: cut short, told when what came before it was handed out */
        result = inflate_step(inflater, &io, err);
        reader->in += before - io.in.size;
    }
    *got = size - io.room;
    reader->ended = result == INFLATE_ENDED;
    if (result != INFLATE_DAMAGED)
        return ASSAY_OK;
    if (err->offset != ASSAY_NO_OFFSET)
        err->offset += reader->data;
    return err->status;
}

static enum assay_status read_deflate(struct zip_reader *reader, uint8_t *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    if (reader->in == 0 && inflate_at_once(reader, to, size, got))
        return ASSAY_OK;
    if (!reader->inflater)
        reader->inflater = inflater_new(INFLATE_RAW);
    return inflate_on(reader, reader->inflater, to, size, got, err);
}

static enum assay_status read_deflate64(struct zip_reader *reader, uint8_t *to, size_t size,
                                        size_t *got, struct assay_error *err)
{
    if (!reader->inflater64)
        reader->inflater64 = inflater_over(&inflate_deflate64, INFLATE_RAW);
    return inflate_on(reader, reader->inflater64, to, size, got, err);
}

/* ---- decoders of streams ---- */

static void start_packed(struct zip_reader *reader)
{
    reader->packed =
        (struct stream){.read = packed_read, .state = reader, .size = reader->place.packed};
}

static enum assay_status open_decoder(struct zip_reader *reader, enum container_format format,
                                      struct assay_error *err)
{
    start_packed(reader);
    TRY(decode_open(format, &reader->packed, reader->budget, &reader->decoded, &reader->plain,
                    err));
    reader->decoded.paid = true;
    return ASSAY_OK;
}

static enum assay_status open_bzip2(struct zip_reader *reader, struct assay_error *err)
{
    return open_decoder(reader, CONTAINER_BZIP2, err);
}

static enum assay_status open_zstd(struct zip_reader *reader, struct assay_error *err)
{
    return open_decoder(reader, CONTAINER_ZSTD, err);
}

static enum assay_status open_xz(struct zip_reader *reader, struct assay_error *err)
{
    return open_decoder(reader, CONTAINER_XZ, err);
}

static void put_le(uint8_t *to, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

/* Any properties and any dictionary: the entry's method says what the data is. */
static bool is_there(struct bytes head)
{
    return head.size > 0;
}

/*
 * A zip has LZMA behind a head of its own: two bytes of a version, two of a size, the properties.
 * The dictionary, for which the decoder takes memory at once, need not be larger than what comes
 * out. Source: APPNOTE 5.8.8; the file format of LZMA SDK, lzma.txt.
 */
static enum assay_status open_lzma(struct zip_reader *reader, struct assay_error *err)
{
    enum { HEAD = 9, PROPERTIES = 5 };
    const struct zip_place *place = &reader->place;
    bool marked = place->flags & ZIP_LZMA_ENDS || !place->measured;
    struct bytes head;
    uint64_t dictionary;

    TRY(take_packed(reader, HEAD, &head, err));
    if (head.size < HEAD || head.data[2] != PROPERTIES || head.data[3] != 0)
        return zip_reader_fail(reader, GAP_BUNDLE_BAD_HEADER,
                               "the entry's LZMA data has no head as a zip's should have", err);
    dictionary = load_u32le(head.data + 5);
    if (place->measured && dictionary > place->plain)
        dictionary = place->plain;
    reader->lead[0] = head.data[4];
    put_le(reader->lead + 1, dictionary, 4);
    put_le(reader->lead + 5, marked ? UINT64_MAX : place->plain, 8);
    reader->lead_size = sizeof reader->lead;
    reader->in = HEAD;
    reader->lzma = codec_lzma;
    reader->lzma.begins = is_there;
    start_packed(reader);
    reader->decoded =
        (struct decoded){.in = &reader->packed, .budget = reader->budget, .paid = true};
    reader->plain = (struct stream){.state = &reader->decoded, .size = STREAM_SIZE_UNKNOWN};
    return decode_frames(&reader->lzma, &reader->decoded, &reader->plain, err);
}

static enum assay_status read_decoder(struct zip_reader *reader, uint8_t *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    TRY(stream_read(&reader->plain, to, size, got, err));
    reader->ended = *got == 0;
    return ASSAY_OK;
}

/* ---- the table ---- */

static const struct zip_method_reader methods[] = {
    {ZIP_STORED, NULL, read_stored},       {ZIP_DEFLATE, NULL, read_deflate},
    {ZIP_DEFLATE64, NULL, read_deflate64}, {ZIP_BZIP2, open_bzip2, read_decoder},
    {ZIP_LZMA, open_lzma, read_decoder},   {ZIP_ZSTD, open_zstd, read_decoder},
    {ZIP_XZ, open_xz, read_decoder},
};

const struct zip_method_reader *zip_method_find(uint16_t id)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++)
        if (methods[i].id == id)
            return &methods[i];
    return NULL;
}
