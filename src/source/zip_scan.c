/* zip_scan.c - entries without a directory: a header, its data, the next header. */

#include "source/zip_scan.h"

#include "base/cursor.h"
#include "base/kit.h"

enum {
    STEP = 64 * 1024,
    MARK_SIZE = 4,
    BARE = 12, /* a descriptor without a mark, and one with wide sizes */
    BARE_WIDE = 20,
    NEEDS_MOST = 99, /* versions that were ever needed, tenfold; the highest there is is 63 */
};

void zip_scan_start(struct zip_scan *scan, struct stream *stream,
                    const struct source_budget *budget, uint64_t start, uint64_t stop)
{
    if (scan->bytes.stream != stream) {
        scan->bytes = zip_window_of(stream);
        scan->headers = zip_window_of(stream);
    }
    scan->budget = budget;
    scan->at = scan->timed = start;
    scan->stop = stop;
}

void zip_scan_clear(struct zip_scan *scan)
{
    zip_window_clear(&scan->bytes);
    zip_window_clear(&scan->headers);
}

/* Looks at the time once for each STEP of bytes, however many marks these hold. */
static ASSAY_RESULT check_time(struct zip_scan *scan, uint64_t at, struct assay_error *err)
{
    if (at < scan->timed)
        return ASSAY_OK;
    scan->timed = at + STEP;
    return source_budget_time(scan->budget, err);
}

/* The next place of `mark` in front of `stop`, or `stop`. */
static ASSAY_RESULT find_mark(struct zip_scan *scan, uint64_t from, struct bytes mark, uint64_t *at,
                              struct assay_error *err)
{
    while (from < scan->stop && scan->stop - from >= mark.size) {
        size_t size = scan->stop - from < STEP ? (size_t)(scan->stop - from) : STEP;
        const uint8_t *hit;
        struct bytes bytes;

        TRY(check_time(scan, from, err));
        TRY(zip_window_some(&scan->bytes, from, mark.size, size, &bytes, err));
        hit = memmem(bytes.data, bytes.size, mark.data, mark.size);
        if (hit) {
            *at = from + (uint64_t)(hit - bytes.data);
            return ASSAY_OK;
        }
        if (bytes.size < mark.size) /* the stream ends */
            break;
        from += bytes.size - (mark.size - 1);
    }
    *at = scan->stop;
    return ASSAY_OK;
}

/* ---- the end of an entry that was written as a stream ---- */

static uint64_t value_at(struct bytes bytes, size_t at, bool wide)
{
    struct assay_error ignored;
    struct cursor cursor;
    uint32_t narrow = 0;
    uint64_t value = 0;

    cursor_of_bytes(&cursor, bytes_from(bytes, at), &ignored);
    if (wide)
        return cursor_u64le(&cursor, &value) == ASSAY_OK ? value : UINT64_MAX;
    return cursor_u32le(&cursor, &narrow) == ASSAY_OK ? narrow : UINT64_MAX;
}

/* Takes the descriptor at `at` for that of an entry whose data begins at `data`, if its packed
 * size says so. Without its signature it is taken only in front of another header. */
static ASSAY_RESULT try_descriptor(struct zip_scan *scan, uint64_t at, uint64_t data,
                                   bool with_mark, bool wide, struct zip_record *record,
                                   uint64_t *end, struct assay_error *err)
{
    size_t mark = with_mark ? MARK_SIZE : 0, each = wide ? 8 : 4;
    struct bytes bytes;

    TRY(zip_window_get(&scan->headers, at, ZIP_DESCRIPTOR_MAX, &bytes, err));
    if (value_at(bytes, mark + 4, wide) != at - data)
        return ASSAY_OK;
    record->sum = (uint32_t)value_at(bytes, mark, false);
    record->packed = at - data;
    record->plain = value_at(bytes, mark + 4 + each, wide);
    *end = at + mark + 4 + 2 * each;
    return ASSAY_OK;
}

/* The mark at `at`, read together with the descriptors that may stand in front of it and at it: or
 * each of these would move the window to and fro. */
static ASSAY_RESULT read_mark(struct zip_scan *scan, uint64_t at, uint64_t data, struct bytes *mark,
                              struct assay_error *err)
{
    size_t back = at - data < BARE_WIDE ? (size_t)(at - data) : BARE_WIDE;
    struct bytes found;

    TRY(zip_window_get(&scan->headers, at - back, back + ZIP_DESCRIPTOR_MAX, &found, err));
    found = bytes_from(found, back);
    *mark = bytes_front(found, MARK_SIZE);
    return ASSAY_OK;
}

/* The end of the entry, if the mark at `at` tells one; `*end` stays 0 else. */
static ASSAY_RESULT try_mark(struct zip_scan *scan, struct bytes mark, uint64_t at, uint64_t data,
                             struct zip_record *record, uint64_t *end, struct assay_error *err)
{
    bool descriptor = bytes_equal(mark, BYTES("PK\7\10"));

    for (int wide = 0; wide < 2 && *end == 0; wide++) {
        uint64_t size = wide ? BARE_WIDE : BARE;

        if (!descriptor && at - data < size)
            break;
        TRY(try_descriptor(scan, descriptor ? at : at - size, data, descriptor, wide, record, end,
                           err));
    }
    return ASSAY_OK;
}

/*
 * Looks for the end of an entry whose sizes stand behind its data. Headers in the data, of a zip in
 * the zip that is stored, do not end it: its descriptor tells its size. Where none does, the first
 * header is where it may end, and from then on no entry is looked through to the end: or many
 * headers without an end would each cost a pass over the rest.
 */
static ASSAY_RESULT find_end(struct zip_scan *scan, uint64_t data, struct zip_record *record,
                             bool *known, uint64_t *end, struct assay_error *err)
{
    uint64_t at = data, first = scan->stop;

    *end = 0;
    for (;;) {
        struct bytes mark;
        bool header;

        TRY(find_mark(scan, at, BYTES("PK"), &at, err));
        if (at >= scan->stop)
            break;
        TRY(read_mark(scan, at, data, &mark, err));
        header = bytes_equal(mark, BYTES("PK\3\4")) || bytes_equal(mark, BYTES("PK\1\2"));
        if (header || bytes_equal(mark, BYTES("PK\7\10"))) {
            uint8_t copy[MARK_SIZE];

            memcpy(copy, mark.data, sizeof copy);
            TRY(try_mark(scan, bytes_of(copy, sizeof copy), at, data, record, end, err));
            *known = *end != 0;
            if (*known)
                return ASSAY_OK;
            if (header && first == scan->stop)
                first = at;
            if (header && scan->blind)
                break;
        }
        at += 2;
    }
    scan->blind = true;
    record->packed = first - data;
    *end = first;
    return ASSAY_OK;
}

/* ---- one entry ---- */

/* The four bytes of the mark stand in programs and texts too. */
static bool is_plausible(const struct zip_record *record)
{
    bool method = record->method <= 20 || (record->method >= 93 && record->method <= ZIP_AES);

    return method && (record->needs & 0xff) <= NEEDS_MOST && record->name.size > 0;
}

static ASSAY_RESULT measure(struct zip_scan *scan, struct zip_record *record, bool *known,
                            struct assay_error *err)
{
    uint64_t data = record->at + record->size, end;

    *known = true;
    if (record->flags & ZIP_DESCRIPTOR && (record->packed == 0 || record->packed == ZIP_SPARED32)) {
        *known = false;
        TRY(find_end(scan, data, record, known, &end, err));
    } else if (ckd_add(&end, data, record->packed)) {
        end = scan->stop;
    } else if (record->flags & ZIP_DESCRIPTOR) {
        unsigned size;

        TRY(zip_descriptor_size(&scan->headers, end, record, &size, err));
        end += size;
    }
    scan->at = end < scan->stop ? end : scan->stop;
    return ASSAY_OK;
}

enum assay_status zip_scan_next(struct zip_scan *scan, struct zip_record *out, bool *known,
                                bool *found, struct assay_error *err)
{
    struct zip_record measured;

    *found = false;
    for (;;) {
        enum assay_status status;

        TRY(find_mark(scan, scan->at, BYTES("PK\3\4"), &scan->at, err));
        if (scan->at >= scan->stop)
            return ASSAY_OK;
        status = zip_local_read(&scan->headers, scan->at, out, err);
        if (status == ASSAY_OK && is_plausible(out))
            break;
        if (status != ASSAY_OK && status != ASSAY_EFORMAT)
            return status;
        scan->at += MARK_SIZE;
    }
    *found = true;
    TRY(measure(scan, out, known, err));
    measured = *out;
    TRY(zip_local_read(&scan->headers, out->at, out, err)); /* the window has left the name */
    out->packed = measured.packed;
    out->plain = measured.plain;
    out->sum = measured.sum;
    return ASSAY_OK;
}
