/* zip_member.c - one entry's bytes: unpacked, summed, charged to the budget. */

#include "source/zip_member.h"

#include <inttypes.h>
#include <libdeflate.h>
#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/container.h"
#include "source/decode.h"
#include "source/fail.h"
#include "source/inflate.h"

enum {
    INPUT_STEP = 128 * 1024, /* packed bytes taken at once */
    RATIO_SLACK = 4096,      /* packed bytes that a decoder may hold */
};

struct zip_reader {
    struct stream *stream;
    struct source_budget *budget;
    struct zip_window window;
    struct inflater *inflater;               /* made when first needed, like the next */
    struct libdeflate_decompressor *at_once; /* for entries that fit into one read */

    /* the entry that is open */
    struct zip_place place;
    bool own;
    bool ended;             /* the data's own end was met */
    uint64_t data, in, out; /* where its data begins; packed bytes used, plain bytes given */
    uint32_t sum;
    struct stream packed; /* its data as a stream, for the other methods */
    struct decoded decoded;
    struct stream plain;
    struct assay_error failure; /* to be told once what came before it was handed out */
};

struct zip_place zip_place_of(const struct zip_record *record)
{
    return (struct zip_place){
        .local = record->local,
        .packed = record->packed,
        .plain = record->plain,
        .sum = record->sum,
        .method = record->method,
        .flags = record->flags,
        .encrypted = zip_is_encrypted(record),
        .measured = true,
    };
}

struct zip_reader *zip_reader_new(struct stream *stream, struct source_budget *budget)
{
    struct zip_reader *reader = calloc(1, sizeof *reader);

    if (reader) {
        reader->stream = stream;
        reader->budget = budget;
        reader->window = zip_window_of(stream);
    }
    return reader;
}

void zip_reader_free(struct zip_reader *reader)
{
    if (!reader)
        return;
    stream_close(&reader->plain);
    zip_window_clear(&reader->window);
    inflater_free(reader->inflater);
    libdeflate_free_decompressor(reader->at_once);
    free(reader);
}

static ASSAY_RESULT fail_at(const struct zip_reader *reader, const char *id, const char *why,
                            struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EFORMAT, id, "%s", why);

    err->offset = reader->data + reader->in;
    return status;
}

/* ---- packed bytes ---- */

/* Packed bytes at hand, as many as `most`; none at the end of the data or of the stream. */
static enum assay_status take_packed(struct zip_reader *reader, size_t most, struct bytes *out,
                                     struct assay_error *err)
{
    uint64_t left = reader->place.packed - reader->in;
    size_t size = left < most ? (size_t)left : most;

    return zip_window_get(&reader->window, reader->data + reader->in, size, out, err);
}

/* The entry's data as a stream, for decoders that want one. */
static enum assay_status packed_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct zip_reader *reader = stream->state;
    uint64_t left = reader->place.packed - reader->in;

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
    struct assay_error ignored;
    struct bytes packed;

    if (reader->in > 0 || !reader->place.measured || reader->place.plain > size ||
        reader->place.packed > INPUT_STEP)
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

static enum assay_status start_inflater(struct zip_reader *reader, struct assay_error *err)
{
    if (!reader->inflater)
        reader->inflater = inflater_new(INFLATE_RAW);
    else
        inflater_reset(reader->inflater, INFLATE_RAW);
    return reader->inflater ? ASSAY_OK : fail_no_memory(err);
}

static enum assay_status read_deflate(struct zip_reader *reader, uint8_t *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    struct inflate_io io = {.out = to, .room = size};
    enum inflate_result result = INFLATE_NEEDS_INPUT;
    size_t before;

    if (reader->in == 0 && inflate_at_once(reader, to, size, got))
        return ASSAY_OK;
    if (reader->in == 0)
        TRY(start_inflater(reader, err));
    while (result == INFLATE_NEEDS_INPUT && io.room > 0) {
        TRY(take_packed(reader, INPUT_STEP, &io.in, err));
        before = io.in.size;
        result = inflate_step(reader->inflater, &io, err);
        reader->in += before - io.in.size;
        if (result == INFLATE_NEEDS_INPUT && before == 0)
            break; /* cut short; told when what came before it was handed out */
    }
    *got = size - io.room;
    reader->ended = result == INFLATE_ENDED;
    if (result != INFLATE_DAMAGED)
        return ASSAY_OK;
    if (err->offset != ASSAY_NO_OFFSET)
        err->offset += reader->data;
    return err->status;
}

static enum assay_status read_other(struct zip_reader *reader, uint8_t *to, size_t size,
                                    size_t *got, struct assay_error *err)
{
    TRY(stream_read(&reader->plain, to, size, got, err));
    reader->ended = *got == 0;
    return ASSAY_OK;
}

static const struct method {
    uint16_t id;
    enum container_format format; /* of `read_other` */
    enum assay_status (*read)(struct zip_reader *reader, uint8_t *to, size_t size, size_t *got,
                              struct assay_error *err);
} methods[] = {
    {ZIP_STORED, CONTAINER_NONE, read_stored}, {ZIP_DEFLATE, CONTAINER_NONE, read_deflate},
    {ZIP_BZIP2, CONTAINER_BZIP2, read_other},  {ZIP_ZSTD, CONTAINER_ZSTD, read_other},
    {ZIP_XZ, CONTAINER_XZ, read_other},
};

static const struct method *find_method(uint16_t id)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++)
        if (methods[i].id == id)
            return &methods[i];
    return NULL;
}

/* ---- the end ---- */

/* Sum and sizes behind the data of an entry that no directory names. */
static enum assay_status find_descriptor(struct zip_reader *reader, struct assay_error *err)
{
    struct zip_record record = {.packed = reader->in, .plain = reader->out, .sum = reader->sum};
    unsigned size;

    TRY(zip_descriptor_size(&reader->window, reader->data + reader->in, &record, &size, err));
    if (size == 0)
        return fail_at(reader, GAP_BUNDLE_CHECKSUM,
                       "no sum of the entry's bytes stands behind them", err);
    return ASSAY_OK;
}

/* All bytes were given: do they keep what was promised? */
static enum assay_status judge_end(struct zip_reader *reader, struct assay_error *err)
{
    const struct zip_place *place = &reader->place;
    char why[128];

    if (!reader->ended)
        return fail_at(reader, GAP_BUNDLE_TRUNCATED, "the entry's data ends before its end", err);
    if (!place->measured)
        return find_descriptor(reader, err);
    if (reader->sum != place->sum)
        return fail_at(reader, GAP_BUNDLE_CHECKSUM,
                       "the entry's bytes have another CRC-32 than its header states", err);
    if (reader->out != place->plain) {
        snprintf(why, sizeof why,
                 "the entry unpacks to %" PRIu64 " bytes, its header states %" PRIu64, reader->out,
                 place->plain);
        return fail_at(reader, GAP_BUNDLE_HEADER_MISMATCH, why, err);
    }
    if (reader->in < place->packed || reader->decoded.trailing)
        return fail_at(reader, GAP_BUNDLE_TRAILING_DATA,
                       "bytes stand behind the end of the entry's packed data", err);
    return ASSAY_OK;
}

/* ---- the stream ---- */

/* Counts what was unpacked; what other decoders give they have charged already. */
static enum assay_status charge(struct zip_reader *reader, size_t got, struct assay_error *err)
{
    reader->out += got;
    if (!reader->plain.read)
        TRY(source_budget_bytes(reader->budget, got, err));
    if (container_over_ratio(reader->budget, reader->out, reader->in, RATIO_SLACK))
        return fail_ratio(reader->budget, err);
    return source_budget_time(reader->budget, err);
}

static enum assay_status member_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct zip_reader *reader = stream->state;

    *got = 0;
    if (reader->failure.status == ASSAY_OK && !reader->ended) {
        enum assay_status status =
            find_method(reader->place.method)->read(reader, to, size, got, &reader->failure);

        reader->failure.status = status;
    }
    if (*got > 0) {
        reader->sum = inflate_crc32(reader->sum, bytes_of(to, *got));
        return charge(reader, *got, err);
    }
    if (reader->failure.status == ASSAY_OK)
        reader->failure.status = judge_end(reader, &reader->failure);
    if (reader->failure.status != ASSAY_OK)
        *err = reader->failure;
    return reader->failure.status;
}

static void member_close(struct stream *stream)
{
    struct zip_reader *reader = stream->state;

    stream_close(&reader->plain);
    if (reader->own)
        zip_reader_free(reader);
}

/* ---- opening ---- */

static enum assay_status judge_place(const struct zip_place *place, struct assay_error *err)
{
    if (place->elsewhere)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_VOLUME_MISSING,
                       "the entry stands in another volume of the zip");
    if (place->encrypted)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_ENCRYPTED, "the entry is encrypted");
    if (!find_method(place->method))
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "the entry is packed with method %u, which is not read", place->method);
    return ASSAY_OK;
}

static enum assay_status open_other(struct zip_reader *reader, struct assay_error *err)
{
    const struct method *method = find_method(reader->place.method);

    if (method->format == CONTAINER_NONE)
        return ASSAY_OK;
    reader->packed =
        (struct stream){.read = packed_read, .state = reader, .size = reader->place.packed};
    return decode_open(method->format, &reader->packed, reader->budget, &reader->decoded,
                       &reader->plain, err);
}

enum assay_status zip_reader_open(struct zip_reader *reader, const struct zip_place *place,
                                  bool own, struct stream *out, struct assay_error *err)
{
    struct zip_record local;

    stream_close(&reader->plain);
    TRY(judge_place(place, err));
    TRY(zip_local_read(&reader->window, place->local, &local, err));
    reader->place = *place;
    reader->own = own;
    reader->data = place->local + local.size;
    reader->in = reader->out = 0;
    reader->sum = 0;
    reader->ended = place->measured && place->packed == 0 && place->plain == 0;
    reader->decoded = (struct decoded){0};
    reader->failure = (struct assay_error){0};
    TRY(open_other(reader, err));
    *out = (struct stream){
        .read = member_read, .close = member_close, .state = reader, .size = place->plain};
    return ASSAY_OK;
}
