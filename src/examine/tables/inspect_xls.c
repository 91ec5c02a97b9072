/*
 * inspect_xls.c - workbooks of Excel 97 to 2003 (.xls): the stream "Workbook" of a compound file.
 * What lies beside it in the file is searched as it stands there; what of it Excel would open, too,
 * is a gap.
 *
 * Source: [MS-XLS], 2.1.2 (streams); [MS-OVBA], 2.2.1.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"
#include "examine/encoding/compound_texts.h"
#include "examine/encoding/stream_cursor.h"
#include "examine/inspect.h"
#include "examine/tables/xls_book.h"
#include "inventory/gaps.h"

/* The stream in order, as its records are read. */
struct reading {
    const struct compound_stream *from;
    uint64_t at;
    bool broken; /* a failure was told with its offset in the file */
};

static enum assay_status read_on(struct stream *stream, void *to, size_t size, size_t *got,
                                 struct assay_error *err)
{
    struct reading *reading = stream->state;
    enum assay_status status;

    (void)err; /* it is the file's */
    status = compound_stream_read(reading->from, reading->at, to, size, got);
    reading->broken = status != ASSAY_OK;
    if (status == ASSAY_OK)
        reading->at += *got;
    return status;
}

/* Reads the workbook, and tells how much of its stream; failures as offsets of the file. */
static ASSAY_RESULT read_book(struct xls_book *book, uint64_t *size)
{
    CLEANUP(free_cleanup) struct stream_cursor *window = malloc(sizeof *window);
    struct reading reading = {.from = book->stream};
    struct stream stream = {.read = read_on, .state = &reading, .size = book->stream->size};
    enum assay_status status;

    if (!window)
        return out_of_memory(book->err);
    stream_cursor_open(window, &stream, &book->cursor, book->err);
    status = xls_book_read(book);
    *size = status == ASSAY_OK ? cursor_at(&book->cursor) : book->biff.at;
    if ((status == ASSAY_EFORMAT || status == ASSAY_ELIMIT) && !reading.broken &&
        book->err->offset != ASSAY_NO_OFFSET)
        book->err->offset = xls_place(book, book->err->offset);
    return status;
}

/* A storage of macros, or what is in one, as deep as Office nests them. */
static bool is_of_macros(const struct compound_file *file, uint32_t entry)
{
    enum { DEPTH_MOST = 8 };

    for (size_t i = 0; i < DEPTH_MOST && entry != COMPOUND_NONE;
         i++, entry = file->entries[entry].in)
        if (bytes_equal(compound_name(&file->entries[entry]), BYTES("_VBA_PROJECT_CUR")))
            return true;
    return false;
}

/* What is about the workbook, and no part of it. */
static bool is_about(const struct compound_entry *entry)
{
    static const char *const names[] = {"\1CompObj", "\1Ole", "\5DocumentSummaryInformation",
                                        "\5SummaryInformation"};

    return entry->in == COMPOUND_ROOT &&
           bytes_is_one_of(compound_name(entry), names, ARRAY_LEN(names));
}

/* Excel offers to run them when the workbook is opened. */
static void tell_macros(struct evidence *evidence)
{
    evidence_bool(evidence, ASSAY_FACT_DATASET_MACROS, MEASURED, true);
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
}

/* Streams that are not read: objects of other programs, what pivot tables keep, older versions. */
static void tell_unread(const struct compound_file *file, const struct compound_entry *first,
                        size_t count, struct evidence *evidence)
{
    enum { SHOWN_MOST = 1024 };
    CLEANUP(buf_clear) struct buf name;

    buf_init(&name, SHOWN_MOST);
    if (first->in != COMPOUND_NONE && first->in != COMPOUND_ROOT) {
        text_show(&name, compound_name(&file->entries[first->in]));
        buf_byte(&name, '/');
    }
    text_show(&name, compound_name(first));
    evidence_gap(evidence, GAP_DATA_FORMAT_UNREAD, 0,
                 "a workbook with other things in its file, which were searched as they stand "
                 "there and not read: %zu, the first is %s",
                 count, buf_string(&name));
}

/* Tells what lies beside the workbook. */
static void tell_others(const struct compound_file *file, uint32_t workbook,
                        struct evidence *evidence)
{
    const struct compound_entry *first = NULL;
    bool macros = false;
    size_t count = 0;

    for (uint32_t i = 1; i < file->count; i++) {
        const struct compound_entry *entry = &file->entries[i];

        macros |= bytes_starts(compound_name(entry), BYTES("_VBA_PROJECT"));
        if (entry->type != COMPOUND_STREAM || entry->size == 0 || i == workbook ||
            is_about(entry) || is_of_macros(file, i))
            continue;
        if (count++ == 0)
            first = entry;
    }
    if (macros)
        tell_macros(evidence);
    if (first)
        tell_unread(file, first, count, evidence);
}

/* Another version, or no workbook at all. */
static ASSAY_RESULT read_as_it_is(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    bool workbook;

    evidence_format(evidence, "compound");
    TRY(cursor_seek(cursor, 0));
    return compound_texts_read(cursor, subject, evidence, &workbook);
}

/* What reading failed with, as `status` says, is told, not what comes after. */
static ASSAY_RESULT tell_first(struct cursor *cursor, const struct assay_error *failure,
                               enum assay_status status, enum assay_status later)
{
    if (status == ASSAY_OK)
        return later;
    *cursor->err = *failure;
    return status;
}

/* What has no stream of a workbook that could be found. */
static ASSAY_RESULT read_broken(struct cursor *cursor, const struct subject *subject,
                                struct evidence *evidence, enum assay_status status)
{
    const struct assay_error failure = *cursor->err;

    return tell_first(cursor, &failure, status, read_as_it_is(cursor, subject, evidence));
}

/* Searches all but the first `size` bytes of the workbook. */
static ASSAY_RESULT search_rest(const struct compound_stream *stream, uint64_t size,
                                struct evidence *evidence, enum assay_status status)
{
    struct cursor *cursor = stream->file->cursor;
    const struct assay_error failure = *cursor->err;

    return tell_first(cursor, &failure, status, compound_texts_beside(stream, size, evidence));
}

static ASSAY_RESULT read_stream(struct compound_file *file, uint32_t entry,
                                const struct subject *subject, struct evidence *evidence)
{
    CLEANUP(compound_stream_clear) struct compound_stream stream = {0};
    CLEANUP(xls_book_clear) struct xls_book book = {0};
    enum assay_status status;
    uint64_t size = 0;

    status = compound_stream_open(&stream, file, entry);
    if (status == ASSAY_OK && stream.size > UINT32_MAX)
        status = cursor_fail_at(file->cursor, ASSAY_ELIMIT, 0, "a workbook of over 4 GiB");
    if (status != ASSAY_OK)
        return read_broken(file->cursor, subject, evidence, status);
    TRY(xls_book_init(&book, &stream, evidence));
    status = read_book(&book, &size);
    if (book.foreign)
        return read_as_it_is(file->cursor, subject, evidence);
    if (book.encrypted)
        evidence_gap(evidence, GAP_DATA_ENCRYPTED, 0,
                     "a workbook behind a password: what is in it was not examined");
    if (book.macros)
        tell_macros(evidence);
    return search_rest(&stream, size, evidence, status);
}

static enum assay_status xls_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(compound_file_clear) struct compound_file file = {0};
    enum assay_status status;
    uint32_t entry;

    status = compound_file_open(&file, cursor);
    if (status != ASSAY_OK)
        return read_broken(cursor, subject, evidence, status);
    entry = compound_file_find(&file, COMPOUND_ROOT, BYTES("Workbook"));
    if (entry == COMPOUND_NONE) /* most have an older version there */
        entry = compound_file_find(&file, COMPOUND_ROOT, BYTES("Book"));
    if (entry == COMPOUND_NONE || file.entries[entry].type != COMPOUND_STREAM)
        return read_as_it_is(cursor, subject, evidence);
    evidence_kind(evidence, ASSAY_KIND_DATASET);
    evidence_format(evidence, "xls");
    tell_others(&file, entry, evidence);
    TRY(read_stream(&file, entry, subject, evidence));
    return compound_file_is_whole(&file);
}

/* What inspect_compound asks for. */
static unsigned xls_bid(const struct subject *subject)
{
    (void)subject;
    return 0;
}

const struct inspector inspect_xls = {
    .format = "xls", .kind = ASSAY_KIND_DATASET, .packed = true, .bid = xls_bid, .read = xls_read};
