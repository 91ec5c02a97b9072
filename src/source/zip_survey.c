/* zip_survey.c - one pass over the directory and the local headers, then one over what lies
 * between. */

#include "source/zip_survey.h"

#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "base/room.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/zip_entry.h"

enum {
    HOLE_STEP = 64,
    TIME_STEP = 256, /* entries from one look at the time to the next */
};

#define NOBODY UINT32_MAX /* the owner of bytes of the directory and the end records */

struct span {
    uint64_t start, stop;
    uint32_t owner; /* an entry's number */
};

struct surveyor {
    struct stream *stream;
    const struct zip_end *end;
    const struct source_budget *budget;
    struct zip_survey *out;
    struct zip_window records, locals;
    struct span *spans;
    size_t span_count, span_capacity, flaw_capacity;
    uint64_t stop;         /* where the directory's records really end */
    uint64_t headers_left; /* bytes of headers that may still be read */
};

/* The rest is no more use than what was found so far; the stream and memory are another matter. */
static bool is_of_zip(enum assay_status status)
{
    return status == ASSAY_EFORMAT;
}

static ASSAY_RESULT add_span(struct surveyor *surveyor, struct span span, struct assay_error *err)
{
    if (!HAS_ROOM(surveyor->spans, surveyor->span_count, surveyor->span_capacity))
        return fail_no_memory(err);
    surveyor->spans[surveyor->span_count++] = span;
    return ASSAY_OK;
}

static ASSAY_RESULT add_flaws(struct surveyor *surveyor, uint8_t flaws, struct assay_error *err)
{
    struct zip_survey *out = surveyor->out;

    if (!HAS_ROOM(out->flaws, out->count, surveyor->flaw_capacity))
        return fail_no_memory(err);
    out->flaws[out->count++] = flaws;
    return ASSAY_OK;
}

static ASSAY_RESULT add_hole(struct zip_survey *out, uint64_t start, uint64_t stop,
                             struct assay_error *err)
{
    if (!HAS_ROOM(out->holes, out->hole_count, out->hole_capacity))
        return fail_no_memory(err);
    out->holes[out->hole_count++] = (struct zip_hole){start, stop};
    return ASSAY_OK;
}

static ASSAY_RESULT add_aside(struct zip_survey *out, struct extent aside, struct assay_error *err)
{
    if (!HAS_ROOM(out->asides, out->aside_count, out->aside_capacity))
        return fail_no_memory(err);
    if (aside.size > 0)
        out->asides[out->aside_count++] = aside;
    return ASSAY_OK;
}

/* ---- the entries ---- */

/* Adds the bytes behind the data that its descriptor takes. */
static enum assay_status add_descriptor(struct surveyor *surveyor, const struct zip_record *record,
                                        const struct zip_record *local, uint64_t *stop,
                                        uint8_t *flaws, struct assay_error *err)
{
    unsigned size;

    if (!(local->flags & ZIP_DESCRIPTOR))
        return ASSAY_OK;
    TRY(zip_descriptor_size(&surveyor->locals, *stop, record, &size, err));
    if (size == 0 && (local->packed != record->packed || local->sum != record->sum))
        *flaws |= ZIP_DIFFERS; /* some packers set the flag, and tell all in front */
    *stop += size;
    return ASSAY_OK;
}

/* Reads an entry's own header. Many records may point to one that is long; where no bytes are
 * shared headers are no longer together than the zip. */
static enum assay_status read_local(struct surveyor *surveyor, uint64_t at,
                                    struct zip_record *local, struct assay_error *err)
{
    enum assay_status status = zip_local_read(&surveyor->locals, at, local, err);
    uint64_t left = surveyor->headers_left;

    surveyor->headers_left = local->size < left ? left - local->size : 0;
    return status;
}

/* Looks at one entry where it stands: the bytes it takes, and whether it is what was said. */
static enum assay_status survey_entry(struct surveyor *surveyor, const struct zip_record *record,
                                      uint8_t *flaws, struct assay_error *err)
{
    uint64_t at = record->local + surveyor->end->shift, stop;
    struct zip_record local;
    enum assay_status status;

    if (record->disk != surveyor->end->disk) {
        *flaws |= surveyor->end->volumes ? ZIP_ELSEWHERE : ZIP_DIFFERS;
        if (surveyor->end->volumes)
            return ASSAY_OK;
    }
    if (surveyor->headers_left == 0) {
        *flaws |= ZIP_UNSEEN;
        return ASSAY_OK;
    }
    status = read_local(surveyor, at, &local, err);
    if (is_of_zip(status))
        *flaws |= ZIP_NO_LOCAL;
    if (status != ASSAY_OK)
        return is_of_zip(status) ? ASSAY_OK : status;
    TRY(add_aside(surveyor->out, local.aside, err));
    if (zip_compare(record, &local) || zip_names_differ(record))
        *flaws |= ZIP_DIFFERS;
    if (*flaws & ZIP_DIFFERS && zip_entry_is_folder(record))
        return ASSAY_OK; /* its header may tell of content: a hole, in which that is looked for */
    if (ckd_add(&stop, at + local.size, record->packed))
        stop = UINT64_MAX;
    else
        TRY(add_descriptor(surveyor, record, &local, &stop, flaws, err));
    return add_span(
        surveyor, (struct span){.start = at, .stop = stop, .owner = (uint32_t)surveyor->out->count},
        err);
}

/* The directory's own signature may follow its last record. Source: APPNOTE 4.3.13. */
static enum assay_status skip_signature(struct surveyor *surveyor, struct assay_error *err)
{
    struct cursor cursor;
    struct bytes head;
    uint16_t size;

    TRY(zip_window_get(&surveyor->records, surveyor->stop, 6, &head, err));
    if (!bytes_starts(head, BYTES("PK\5\5")))
        return ASSAY_OK;
    cursor_of_bytes(&cursor, bytes_from(head, 4), err);
    TRY(cursor_u16le(&cursor, &size));
    if (surveyor->end->stop - surveyor->stop < 6U + size)
        return ASSAY_OK;
    TRY(add_aside(surveyor->out, (struct extent){surveyor->stop + 6, size}, err));
    surveyor->stop += 6U + size;
    return ASSAY_OK;
}

/* Goes through the records as far as they can be read. */
static enum assay_status survey_entries(struct surveyor *surveyor, struct zip_notes *notes,
                                        struct assay_error *err)
{
    const struct zip_end *end = surveyor->end;
    uint64_t most = surveyor->budget->limits.entries;

    surveyor->stop = end->start;
    while (surveyor->stop < end->stop) {
        struct zip_record record;
        uint8_t flaws = 0;
        enum assay_status status;

        if (surveyor->out->count >= most || surveyor->out->count == NOBODY - 1) {
            surveyor->out->whole = false;
            return ASSAY_OK;
        }
        if (surveyor->out->count % TIME_STEP == 0)
            TRY(source_budget_time(surveyor->budget, err));
        status = zip_central_read(&surveyor->records, surveyor->stop, end->stop, &record, err);
        if (is_of_zip(status))
            break;
        TRY(status);
        TRY(add_aside(surveyor->out, record.aside, err));
        TRY(survey_entry(surveyor, &record, &flaws, err));
        TRY(add_flaws(surveyor, flaws, err));
        surveyor->stop += record.size;
    }
    TRY(skip_signature(surveyor, err));
    if (surveyor->stop < end->stop)
        zip_note(notes, GAP_BUNDLE_BAD_HEADER, surveyor->stop,
                 "the zip's directory cannot be read from here on: what it does not name is looked "
                 "for in front of it");
    else if (end->wide ? surveyor->out->count != end->entries
                       : (uint16_t)surveyor->out->count != (uint16_t)end->entries)
        zip_note(notes, GAP_BUNDLE_HEADER_MISMATCH, end->tail,
                 "the zip's end counts other entries than its directory has");
    return ASSAY_OK;
}

/* Adds the records that end the zip, and no more: what stands between two of them is as good a
 * place to hide something as any other. */
static enum assay_status add_end(struct surveyor *surveyor, struct assay_error *err)
{
    const struct zip_end *end = surveyor->end;
    const uint64_t comment = end->last + ZIP_END_SIZE;

    if (end->end > comment)
        TRY(add_aside(surveyor->out, (struct extent){comment, end->end - comment}, err));
    if (end->tail != end->last) {
        TRY(add_span(surveyor, (struct span){end->tail, end->tail + ZIP_END64_SIZE, NOBODY}, err));
        TRY(add_span(surveyor, (struct span){end->last - ZIP_LOCATOR_SIZE, end->last, NOBODY},
                     err));
    }
    return add_span(surveyor, (struct span){end->last, end->end, NOBODY}, err);
}

/* ---- what lies between ---- */

static int compare_spans(const void *left, const void *right)
{
    const struct span *a = left, *b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->stop != b->stop)
        return a->stop < b->stop ? -1 : 1;
    return (a->owner > b->owner) - (a->owner < b->owner);
}

/* Most zips are in order; the directory's own spans come in last. */
static void sort_spans(struct surveyor *surveyor)
{
    size_t i = 1;

    while (i < surveyor->span_count &&
           compare_spans(&surveyor->spans[i - 1], &surveyor->spans[i]) < 0)
        i++;
    if (i < surveyor->span_count)
        qsort(surveyor->spans, surveyor->span_count, sizeof *surveyor->spans, compare_spans);
}

/* A hole begins with its first byte that is not zero: zeros are padding. */
static enum assay_status add_left_over(struct surveyor *surveyor, uint64_t start, uint64_t stop,
                                       struct assay_error *err)
{
    size_t step = HOLE_STEP; /* most padding is short, and most of what is none begins at once */

    while (start < stop) {
        size_t size = stop - start < step ? (size_t)(stop - start) : step;
        struct bytes bytes;

        TRY(zip_window_get(&surveyor->locals, start, size, &bytes, err));
        if (bytes.size == 0)
            return ASSAY_OK;
        for (size_t i = 0; i < bytes.size; i++)
            if (bytes.data[i] != 0)
                return add_hole(surveyor->out, start + i, stop, err);
        start += bytes.size;
        step = ZIP_WINDOW_MAX;
    }
    return ASSAY_OK;
}

static void overlap(struct surveyor *surveyor, const struct span *span, uint32_t before)
{
    uint32_t owner = span->owner != NOBODY ? span->owner : before;

    if (owner != NOBODY)
        surveyor->out->flaws[owner] |= ZIP_OVERLAPS;
}

static enum assay_status survey_holes(struct surveyor *surveyor, struct assay_error *err)
{
    uint64_t covered = 0;
    uint32_t before = NOBODY;

    for (size_t i = 0; i < surveyor->span_count; i++) {
        const struct span *span = &surveyor->spans[i];

        if (span->start < covered)
            overlap(surveyor, span, before);
        else if (surveyor->out->whole) /* else what is not known yet may stand there */
            TRY(add_left_over(surveyor, covered, span->start, err));
        if (span->stop > covered) {
            covered = span->stop;
            before = span->owner;
        }
    }
    return surveyor->out->whole ? add_left_over(surveyor, covered, surveyor->stream->size, err)
                                : ASSAY_OK;
}

/* ---- the whole ---- */

static void surveyor_clear(struct surveyor *surveyor)
{
    zip_window_clear(&surveyor->records);
    zip_window_clear(&surveyor->locals);
    free(surveyor->spans);
}

void zip_survey_clear(struct zip_survey *survey)
{
    free(survey->flaws);
    free(survey->holes);
    free(survey->asides);
    *survey = (struct zip_survey){0};
}

enum assay_status zip_survey_take(struct stream *stream, const struct zip_end *end,
                                  const struct source_budget *budget, struct zip_survey *out,
                                  struct zip_notes *notes, struct assay_error *err)
{
    CLEANUP(surveyor_clear)
    struct surveyor surveyor = {
        .stream = stream,
        .end = end,
        .budget = budget,
        .out = out,
        .headers_left = stream->size,
        .records = zip_window_of(stream),
        .locals = zip_window_of(stream),
    };

    *out = (struct zip_survey){.whole = true};
    if (!end->found)
        return add_left_over(&surveyor, 0, stream->size, err);
    TRY(survey_entries(&surveyor, notes, err));
    TRY(add_span(&surveyor,
                 (struct span){end->start, out->whole ? surveyor.stop : end->stop, NOBODY}, err));
    TRY(add_end(&surveyor, err));
    sort_spans(&surveyor);
    return survey_holes(&surveyor, err);
}
