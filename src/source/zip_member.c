/* zip_member.c - one entry's bytes: unpacked, summed, charged to the budget. */

#include "source/zip_member.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/container.h"
#include "source/fail.h"
#include "source/inflate.h"
#include "source/zip_reader.h"

enum {
    RATIO_SLACK = 4096, /* packed bytes that a decoder may hold */
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
    inflater_free(reader->inflater64);
    libdeflate_free_decompressor(reader->at_once);
    free(reader);
}

enum assay_status zip_reader_fail(const struct zip_reader *reader, const char *id, const char *why,
                                  struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EFORMAT, id, "%s", why);

    err->offset = reader->data + reader->in;
    return status;
}

/* ---- the end ---- */

/* Sum and sizes behind the data of an entry that no directory names. */
static enum assay_status find_descriptor(struct zip_reader *reader, struct assay_error *err)
{
    struct zip_record record = {.packed = reader->in, .plain = reader->out, .sum = reader->sum};
    unsigned size;

    TRY(zip_descriptor_size(&reader->window, reader->data + reader->in, &record, &size, err));
    if (size == 0)
        return zip_reader_fail(reader, GAP_BUNDLE_CHECKSUM,
                               "no sum of the entry's bytes stands behind them", err);
    return ASSAY_OK;
}

/* All bytes were given: do they keep what was promised? */
static enum assay_status judge_end(struct zip_reader *reader, struct assay_error *err)
{
    const struct zip_place *place = &reader->place;
    char why[128];

    if (!reader->ended)
        return zip_reader_fail(reader, GAP_BUNDLE_TRUNCATED, "the entry's data ends before its end",
                               err);
    if (!place->measured)
        return find_descriptor(reader, err);
    if (reader->sum != place->sum)
        return zip_reader_fail(reader, GAP_BUNDLE_CHECKSUM,
                               "the entry's bytes have another CRC-32 than its header states", err);
    if (reader->out != place->plain) {
        snprintf(why, sizeof why,
                 "the entry unpacks to %" PRIu64 " bytes, its header states %" PRIu64, reader->out,
                 place->plain);
        return zip_reader_fail(reader, GAP_BUNDLE_HEADER_MISMATCH, why, err);
    }
    if (reader->in < place->packed || reader->decoded.trailing)
        return zip_reader_fail(reader, GAP_BUNDLE_TRAILING_DATA,
                               "bytes stand behind the end of the entry's packed data", err);
    if (reader->decoded.skipped)
        return zip_reader_fail(reader, GAP_BUNDLE_TRAILING_DATA,
                               "the entry's packed data has a frame that decoders skip, which was "
                               "not searched",
                               err);
    return ASSAY_OK;
}

/* ---- the stream ---- */

/* Counts what was unpacked, and charges what was not paid for. */
static enum assay_status charge(struct zip_reader *reader, size_t got, struct assay_error *err)
{
    uint64_t paid = reader->place.paid, before = reader->out > paid ? reader->out : paid;

    reader->out += got;
    if (reader->out > before)
        TRY(source_budget_bytes(reader->budget, reader->out - before, err));
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
        enum assay_status status = reader->method->read(reader, to, size, got, &reader->failure);

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

/* What is not packed is read in place: a zip in the zip needs no copy. Changes nothing of the
 * reader, for other threads read through this one. */
static enum assay_status stored_read_at(struct stream *stream, uint64_t offset, void *to,
                                        size_t size, size_t *got, struct assay_error *err)
{
    const struct zip_reader *reader = stream->state;
    uint64_t left = offset < reader->place.packed ? reader->place.packed - offset : 0;

    *got = 0;
    if (left == 0)
        return ASSAY_OK;
    return reader->stream->read_at(reader->stream, reader->data + offset, to,
                                   left < size ? (size_t)left : size, got, err);
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
    if (!zip_method_find(place->method))
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "the entry is packed with method %u, which is not read", place->method);
    return ASSAY_OK;
}

void zip_place_pay(struct zip_place *place, uint64_t size, struct source_budget *budget)
{
    uint64_t packed = place->packed < size ? place->packed : size, most;
    struct assay_error ignored;

    if (!place->measured || judge_place(place, &ignored) != ASSAY_OK)
        return;
    if (place->method == ZIP_STORED)
        most = packed;
    else if (ckd_mul(&most, packed + RATIO_SLACK, budget->limits.ratio))
        most = size;
    else if (most < LIMIT_RATIO_FREE)
        most = LIMIT_RATIO_FREE;
    place->paid = source_budget_ahead(budget, place->plain < most ? place->plain : most);
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
    reader->method = zip_method_find(place->method);
    reader->lead_size = reader->lead_at = 0;
    reader->decoded = (struct decoded){0};
    reader->failure = (struct assay_error){0};
    if (reader->method->open && !reader->ended)
        TRY(reader->method->open(reader, err));
    *out = (struct stream){
        .read = member_read, .close = member_close, .state = reader, .size = place->plain};
    if (place->method == ZIP_STORED && place->measured && place->plain == place->packed)
        out->read_at = stored_read_at;
    return ASSAY_OK;
}
