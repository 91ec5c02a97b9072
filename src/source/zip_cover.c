/*
 * zip_cover.c - lays the entries that a zip's directory names side by side, and looks for what is
 * left over.
 * Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3. Integers are
 * little-endian.
 */

#include "source/zip_cover.h"

#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/kit.h"

enum {
    LOCAL_SIZE = 30,
    RECORD_SIZE = 46,
    END_SIZE = 22,
    END64_SIZE = 56,
    LOCATOR_SIZE = 20,
    END_SEARCHED = 16 * 1024, /* as libarchive does, so that both take the same end */
    DESCRIPTOR_MAX = 24,      /* signature, sum and two sizes of eight bytes */
    FLAG_DESCRIPTOR = 1 << 3,
    EXTRA_ZIP64 = 1,
};

struct span {
    uint64_t start, end;
    uint64_t slack; /* bytes that may follow: a data descriptor */
};

struct cover {
    struct stream *stream;
    struct span *spans;
    size_t count, capacity;
    uint64_t folder; /* the first folder that has content, which no reader of folders gives */
};

/* One record of the directory. */
struct record {
    uint64_t packed, plain, local; /* sizes, and where the entry stands */
    uint64_t next;                 /* offset of the record behind it */
    bool folder;                   /* its name ends in a slash */
};

/* Where the directory stands, and what stands behind it. */
struct directory_place {
    uint64_t start, end; /* of its records */
    uint64_t tail;       /* the first of the records that end the zip */
    uint64_t shift;      /* what offsets lack where something was put in front of the zip */
};

static bool read_all(struct stream *stream, uint64_t at, void *to, size_t size)
{
    struct assay_error ignored;
    size_t done = 0, got = 0;

    if (at > stream->size || size > stream->size - at)
        return false;
    for (; done < size; done += got)
        if (stream->read_at(stream, at + done, (uint8_t *)to + done, size - done, &got, &ignored) !=
                ASSAY_OK ||
            got == 0)
            return false;
    return true;
}

static bool has_content(struct stream *stream, uint64_t at, uint64_t end)
{
    uint8_t block[4096];

    while (at < end) {
        size_t size = end - at < sizeof block ? (size_t)(end - at) : sizeof block;

        if (!read_all(stream, at, block, size))
            return false;
        for (size_t i = 0; i < size; i++)
            if (block[i] != 0)
                return true;
        at += size;
    }
    return false;
}

/* ---- the end ---- */

/* The last end record, as libarchive looks for it. */
static bool find_end(struct stream *stream, uint64_t *at)
{
    uint8_t tail[END_SEARCHED];
    size_t size = stream->size < sizeof tail ? (size_t)stream->size : sizeof tail;
    uint64_t start = stream->size - size;

    if (size < END_SIZE || !read_all(stream, start, tail, size))
        return false;
    for (size_t i = size - END_SIZE + 1; i-- > 0;) {
        if (memcmp(tail + i, "PK\5\6", 4) == 0) {
            *at = start + i;
            return true;
        }
    }
    return false;
}

static enum assay_status parse_end64(struct stream *stream, uint64_t end, uint64_t *tail,
                                     uint64_t *size, uint64_t *offset)
{
    uint8_t locator[LOCATOR_SIZE], record[END64_SIZE];
    struct assay_error ignored;
    struct cursor cursor;
    uint64_t at;

    if (end < LOCATOR_SIZE || !read_all(stream, end - LOCATOR_SIZE, locator, sizeof locator))
        return ASSAY_EFORMAT;
    cursor_of_bytes(&cursor, bytes_of(locator, sizeof locator), &ignored);
    TRY(cursor_expect(&cursor, "PK\6\7", 4));
    TRY(cursor_skip(&cursor, 4));
    TRY(cursor_u64le(&cursor, &at));
    if (!read_all(stream, at, record, sizeof record))
        return ASSAY_EFORMAT;
    cursor_of_bytes(&cursor, bytes_of(record, sizeof record), &ignored);
    TRY(cursor_expect(&cursor, "PK\6\6", 4));
    TRY(cursor_skip(&cursor, 36));
    TRY(cursor_u64le(&cursor, size));
    TRY(cursor_u64le(&cursor, offset));
    *tail = at;
    return ASSAY_OK;
}

static enum assay_status parse_end(struct stream *stream, uint64_t at,
                                   struct directory_place *place, uint64_t *end)
{
    uint8_t record[END_SIZE], head[4];
    struct assay_error ignored;
    struct cursor cursor;
    uint32_t size, offset;
    uint16_t comment;
    uint64_t size64, offset64;

    if (!read_all(stream, at, record, sizeof record))
        return ASSAY_EFORMAT;
    cursor_of_bytes(&cursor, bytes_of(record, sizeof record), &ignored);
    TRY(cursor_skip(&cursor, 12));
    TRY(cursor_u32le(&cursor, &size));
    TRY(cursor_u32le(&cursor, &offset));
    TRY(cursor_u16le(&cursor, &comment));
    *end = at + END_SIZE + comment;
    size64 = size;
    offset64 = offset;
    place->tail = at;
    /* A program that writes to a pipe makes the longer record even where nobody needs it. */
    if (parse_end64(stream, at, &place->tail, &size64, &offset64) != ASSAY_OK &&
        (size == UINT32_MAX || offset == UINT32_MAX))
        return ASSAY_EFORMAT;
    if (size64 > place->tail || offset64 > place->tail - size64)
        return ASSAY_EFORMAT;
    place->start = offset64;
    place->shift = 0;
    if (!read_all(stream, offset64, head, sizeof head) || memcmp(head, "PK\1\2", 4) != 0) {
        place->start = place->tail - size64;
        place->shift = place->start - offset64;
    }
    place->end = place->start + size64;
    return ASSAY_OK;
}

/* ---- the entries ---- */

/* The sizes and the place that did not fit into 32 bits, in the order of the specification. */
static enum assay_status parse_zip64(struct bytes extra, struct record *record)
{
    struct assay_error ignored;
    struct cursor cursor;
    uint16_t id, size;

    cursor_of_bytes(&cursor, extra, &ignored);
    for (;;) {
        TRY(cursor_u16le(&cursor, &id));
        TRY(cursor_u16le(&cursor, &size));
        if (id == EXTRA_ZIP64)
            break;
        TRY(cursor_skip(&cursor, size));
    }
    if (record->plain == UINT32_MAX)
        TRY(cursor_u64le(&cursor, &record->plain));
    if (record->packed == UINT32_MAX)
        TRY(cursor_u64le(&cursor, &record->packed));
    if (record->local == UINT32_MAX)
        TRY(cursor_u64le(&cursor, &record->local));
    return ASSAY_OK;
}

static enum assay_status read_record(struct stream *stream, uint64_t at, struct record *record)
{
    uint8_t head[RECORD_SIZE], extra[UINT16_MAX], last = 0;
    struct assay_error ignored;
    struct cursor cursor;
    uint32_t packed, plain, local;
    uint16_t name_size, extra_size, comment_size;

    if (!read_all(stream, at, head, sizeof head))
        return ASSAY_EFORMAT;
    cursor_of_bytes(&cursor, bytes_of(head, sizeof head), &ignored);
    TRY(cursor_expect(&cursor, "PK\1\2", 4));
    TRY(cursor_skip(&cursor, 16)); /* versions, flags, method, time, sum */
    TRY(cursor_u32le(&cursor, &packed));
    TRY(cursor_u32le(&cursor, &plain));
    TRY(cursor_u16le(&cursor, &name_size));
    TRY(cursor_u16le(&cursor, &extra_size));
    TRY(cursor_u16le(&cursor, &comment_size));
    TRY(cursor_skip(&cursor, 8)); /* disk, attributes */
    TRY(cursor_u32le(&cursor, &local));
    *record = (struct record){.packed = packed,
                              .plain = plain,
                              .local = local,
                              .next = at + RECORD_SIZE + name_size + extra_size + comment_size};
    if (name_size > 0 && !read_all(stream, at + RECORD_SIZE + name_size - 1, &last, 1))
        return ASSAY_EFORMAT;
    record->folder = last == '/';
    if (packed != UINT32_MAX && plain != UINT32_MAX && local != UINT32_MAX)
        return ASSAY_OK;
    if (!read_all(stream, at + RECORD_SIZE + name_size, extra, extra_size))
        return ASSAY_EFORMAT;
    return parse_zip64(bytes_of(extra, extra_size), record);
}

/* The bytes that an entry takes: its own header, whose sizes may differ, and its data. */
static enum assay_status read_local(struct stream *stream, uint64_t at, uint64_t packed,
                                    struct span *span)
{
    uint8_t head[LOCAL_SIZE];
    struct assay_error ignored;
    struct cursor cursor;
    uint16_t flags, name_size, extra_size;

    if (!read_all(stream, at, head, sizeof head))
        return ASSAY_EFORMAT;
    cursor_of_bytes(&cursor, bytes_of(head, sizeof head), &ignored);
    TRY(cursor_expect(&cursor, "PK\3\4", 4));
    TRY(cursor_skip(&cursor, 2));
    TRY(cursor_u16le(&cursor, &flags));
    TRY(cursor_skip(&cursor, 18));
    TRY(cursor_u16le(&cursor, &name_size));
    TRY(cursor_u16le(&cursor, &extra_size));
    span->start = at;
    span->slack = flags & FLAG_DESCRIPTOR ? DESCRIPTOR_MAX : 0;
    return ckd_add(&span->end, at + LOCAL_SIZE + name_size + extra_size, packed) ? ASSAY_EFORMAT
                                                                                 : ASSAY_OK;
}

static ASSAY_RESULT add_span(struct cover *cover, struct span span, struct assay_error *err)
{
    if (cover->count == cover->capacity) {
        size_t capacity = cover->capacity ? cover->capacity * 2 : 64;
        struct span *grown = reallocarray(cover->spans, capacity, sizeof *grown);

        if (!grown)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
        cover->spans = grown;
        cover->capacity = capacity;
    }
    cover->spans[cover->count++] = span;
    return ASSAY_OK;
}

/* Follows the directory as far as it can be followed; *whole is false where it is too long. */
static ASSAY_RESULT gather(struct cover *cover, const struct directory_place *place, uint64_t most,
                           bool *whole, struct assay_error *err)
{
    uint64_t at = place->start;
    struct record record;

    *whole = true;
    while (at < place->end && read_record(cover->stream, at, &record) == ASSAY_OK) {
        struct span span;
        uint64_t local;

        if (cover->count >= most) {
            *whole = false;
            return ASSAY_OK;
        }
        if (!ckd_add(&local, record.local, place->shift) &&
            read_local(cover->stream, local, record.packed, &span) == ASSAY_OK)
            TRY(add_span(cover, span, err));
        if (record.folder && record.plain > 0 && cover->folder == ASSAY_NO_OFFSET)
            cover->folder = record.local + place->shift;
        at = record.next;
    }
    return add_span(cover, (struct span){.start = place->start, .end = place->end}, err);
}

static int compare_spans(const void *left, const void *right)
{
    const struct span *a = left, *b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

/* What stands between two spans, unless it is padding or a data descriptor. */
static void judge_hole(const struct cover *cover, struct zip_cover *out, uint64_t from,
                       uint64_t slack, uint64_t to)
{
    if (out->hidden == ASSAY_NO_OFFSET && to > from && to - from > slack &&
        has_content(cover->stream, from, to))
        out->hidden = from;
}

static void judge(const struct cover *cover, const struct directory_place *place,
                  struct zip_cover *out)
{
    uint64_t covered = 0, slack = 0;

    for (size_t i = 0; i < cover->count; i++) {
        const struct span *span = &cover->spans[i];

        if (span->start < covered && out->overlapping == ASSAY_NO_OFFSET)
            out->overlapping = span->start;
        judge_hole(cover, out, covered, slack, span->start);
        if (span->end > covered) {
            covered = span->end;
            slack = span->slack;
        }
    }
    judge_hole(cover, out, covered, 0, place->tail);
}

static void cover_clear(struct cover *cover)
{
    free(cover->spans);
}

enum assay_status zip_cover_look(struct stream *stream, uint64_t most, struct zip_cover *out,
                                 struct assay_error *err)
{
    CLEANUP(cover_clear) struct cover cover = {.stream = stream, .folder = ASSAY_NO_OFFSET};
    struct directory_place place;
    uint64_t at, end;
    bool whole;

    *out = (struct zip_cover){ASSAY_NO_OFFSET, ASSAY_NO_OFFSET, ASSAY_NO_OFFSET};
    if (!find_end(stream, &at) || parse_end(stream, at, &place, &end) != ASSAY_OK)
        return ASSAY_OK;
    if (end < stream->size && has_content(stream, end, stream->size))
        out->behind = end;
    TRY(gather(&cover, &place, most, &whole, err));
    if (!whole)
        return ASSAY_OK;
    qsort(cover.spans, cover.count, sizeof *cover.spans, compare_spans);
    judge(&cover, &place, out);
    if (out->hidden == ASSAY_NO_OFFSET)
        out->hidden = cover.folder;
    return ASSAY_OK;
}
