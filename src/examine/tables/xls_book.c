/* xls_book.c - see xls_book.h. */

#include "examine/tables/xls_book.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "examine/text/wide_runs.h"

/* Letters of a record, each of which may come to three bytes. */
enum { TEXT_MOST = 3 * UINT16_MAX };

enum assay_status xls_book_init(struct xls_book *book, const struct compound_stream *stream,
                                struct evidence *evidence)
{
    *book =
        (struct xls_book){.stream = stream, .evidence = evidence, .err = stream->file->cursor->err};
    if (ckd_mul(&book->most, stream->size, (uint64_t)LIMIT_CELLS_RATIO) ||
        ckd_add(&book->most, book->most, LIMIT_CELLS_FREE))
        book->most = UINT64_MAX;
    biff_init(&book->biff, &book->cursor);
    xls_texts_init(&book->texts);
    buf_init(&book->names, (size_t)LIMIT_XLS_SHEETS << 10);
    buf_init(&book->text, TEXT_MOST);
    return sheet_init(&book->sheet, evidence, book->err);
}

void xls_book_clear(struct xls_book *book)
{
    biff_clear(&book->biff);
    sheet_clear(&book->sheet);
    xls_texts_clear(&book->texts);
    free(book->sheets);
    buf_clear(&book->names);
    buf_clear(&book->text);
}

void xls_tell_text(struct xls_book *book, uint64_t at, struct bytes text)
{
    if (text.size > 0)
        evidence_value(book->evidence, EVIDENCE_NO_COLUMN, 0, xls_place(book, at), text);
}

static void tell_text(void *to, uint64_t at, struct bytes text)
{
    xls_tell_text(to, at, text);
}

static ASSAY_RESULT search(struct xls_book *book, uint64_t at, struct bytes bytes)
{
    struct cursor cursor;

    if (bytes.size < 2 * (size_t)WIDE_RUN_LEAST)
        return ASSAY_OK;
    cursor_of_part(&cursor, bytes, xls_place(book, at), book->err);
    return wide_runs_read(&cursor, book->evidence, NULL);
}

enum assay_status xls_search_rest(struct xls_book *book)
{
    return search(book, biff_at(&book->biff), book->biff.rest);
}

static ASSAY_RESULT take_sheet(struct xls_book *book)
{
    enum { MACROS = 1 };
    struct biff *biff = &book->biff;
    struct xls_sheet sheet = {.name = book->names.size};
    uint8_t state, type;

    if (book->count == LIMIT_XLS_SHEETS)
        return cursor_fail_at(biff->cursor, ASSAY_ELIMIT, biff->at, "more than %zu sheets",
                              book->count);
    TRY(biff_u32(biff, &sheet.at));
    TRY(biff_u8(biff, &state)); /* hidden or not: all the same here */
    TRY(biff_u8(biff, &type));
    TRY(biff_short_text(biff, &book->text));
    book->macros |= type == MACROS;
    if (!HAS_ROOM(book->sheets, book->count, book->capacity))
        return out_of_memory(book->err);
    book->sheets[book->count++] = sheet;
    buf_add(&book->names, book->text.data, book->text.size);
    buf_byte(&book->names, 0);
    evidence_list(book->evidence, ASSAY_FACT_DATASET_TABLES, MEASURED, buf_bytes(&book->text));
    return buf_status(&book->names, book->err);
}

/* A text in a box, which a note is, too: it stands in what continues the record. */
static ASSAY_RESULT take_box(struct xls_book *book)
{
    enum { LETTERS_AT = 10 };
    struct biff *biff = &book->biff;
    const uint64_t at = biff->at;
    uint16_t letters;

    TRY(biff_skip(biff, LETTERS_AT));
    TRY(biff_u16(biff, &letters));
    TRY(biff_skip(biff, biff->rest.size));
    TRY(biff_letters(biff, letters, false, &book->text));
    xls_tell_text(book, at, buf_bytes(&book->text));
    return ASSAY_OK;
}

static ASSAY_RESULT take_bof(struct xls_book *book)
{
    enum { VERSION = 0x600, GLOBALS = 5, CELLS = 0x10, MACROS = 0x40 };
    const uint64_t at = book->biff.at;
    uint16_t version, type;

    TRY(biff_u16(&book->biff, &version));
    TRY(biff_u16(&book->biff, &type));
    if (version != VERSION) {
        book->foreign = at == 0;
        return cursor_fail_at(&book->cursor, ASSAY_EFORMAT, at, "version 0x%" PRIx16 " of BIFF",
                              version);
    }
    if (++book->depth == 1)
        book->part = type == GLOBALS                   ? XLS_ON_ALL
                     : type == CELLS || type == MACROS ? XLS_SHEET
                                                       : XLS_OTHER;
    return ASSAY_OK;
}

static void take_eof(struct xls_book *book)
{
    if (xls_is_in(book, XLS_SHEET))
        xls_cells_end_sheet(book);
    book->depth--;
}

static ASSAY_RESULT take_on_all(struct xls_book *book, bool *is)
{
    *is = true;
    if (book->biff.type == XLS_BOUNDSHEET)
        return take_sheet(book);
    if (book->biff.type == XLS_SUPBOOK)
        return xls_links_take_book(book);
    if (book->biff.type == XLS_CRN)
        return xls_links_take_cells(book);
    if (book->biff.type == XLS_SST && !book->texts.known) {
        TRY(xls_texts_read(&book->texts, &book->biff, &book->text, tell_text, book));
        return xls_search_rest(book);
    }
    *is = false;
    return ASSAY_OK;
}

/* Records of numbers alone, of which a workbook has many. */
static bool has_no_text(uint16_t type)
{
    return type == XLS_ROW || type == XLS_BLANK || type == XLS_MULBLANK || type == XLS_DBCELL ||
           type == XLS_XF || type == XLS_EXTSST || type == XLS_INDEX;
}

static ASSAY_RESULT take_record(struct xls_book *book)
{
    bool is = false;

    if (xls_is_in(book, XLS_ON_ALL))
        TRY(take_on_all(book, &is));
    if (!is)
        TRY(xls_cells_take(book, &is));
    if (is)
        return ASSAY_OK;
    if (book->biff.type == XLS_TXO)
        return take_box(book);
    return has_no_text(book->biff.type) ? ASSAY_OK : xls_search_rest(book);
}

static int by_offset(const void *a, const void *b)
{
    const struct xls_sheet *left = a, *right = b;

    if (left->at != right->at)
        return left->at > right->at ? 1 : -1;
    return (left->name > right->name) - (left->name < right->name);
}

/* The first sheet that begins at `at` or behind, in order. */
static size_t sheet_from(const struct xls_book *book, uint64_t at)
{
    size_t low = 0, high = book->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (book->sheets[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sheets are told by where they begin. */
static void meet_sheet(struct xls_book *book, uint64_t at)
{
    book->sheet.in = NULL;
    for (size_t i = sheet_from(book, at); i < book->count && book->sheets[i].at == at; i++) {
        if (!book->sheet.in)
            book->sheet.in = (const char *)book->names.data + book->sheets[i].name;
        book->sheets[i].met = true;
    }
}

/* From BOF to its EOF. */
static ASSAY_RESULT read_part(struct xls_book *book)
{
    meet_sheet(book, cursor_at(&book->cursor));
    do {
        TRY(biff_next(&book->biff));
        if (book->biff.type == XLS_BOF)
            TRY(take_bof(book));
        else if (book->biff.type == XLS_EOF)
            take_eof(book);
        else if (book->biff.type == XLS_FILEPASS)
            book->encrypted = true;
        else
            TRY(take_record(book));
    } while (book->depth > 0 && !book->encrypted);
    if (book->part == XLS_ON_ALL && book->count > 0)
        qsort(book->sheets, book->count, sizeof *book->sheets, by_offset);
    return ASSAY_OK;
}

/* To where the next part begins, which is here, or where a sheet says that it does. */
static ASSAY_RESULT find_part(struct xls_book *book, bool *is)
{
    for (;;) {
        uint16_t type;
        uint64_t left;
        size_t next;

        TRY(biff_peek(&book->biff, &type, is));
        *is = *is && type == XLS_BOF;
        next = sheet_from(book, cursor_at(&book->cursor) + 1);
        if (*is || next == book->count)
            return ASSAY_OK;
        left = book->sheets[next].at - cursor_at(&book->cursor);
        while (left > 0) {
            const uint64_t at = cursor_at(&book->cursor);
            struct bytes some;

            TRY(cursor_take(&book->cursor,
                            left < CURSOR_WINDOW_MAX ? (size_t)left : CURSOR_WINDOW_MAX, &some));
            TRY(search(book, at, some));
            left -= some.size;
        }
    }
}

static ASSAY_RESULT all_were_met(struct xls_book *book)
{
    for (size_t i = 0; i < book->count; i++)
        if (!book->sheets[i].met)
            return cursor_fail_at(&book->cursor, ASSAY_EFORMAT, book->sheets[i].at,
                                  "a sheet is said to begin at %" PRIu32
                                  " of the stream, where none does",
                                  book->sheets[i].at);
    return ASSAY_OK;
}

static ASSAY_RESULT read_parts(struct xls_book *book)
{
    for (;;) {
        bool is;

        TRY(find_part(book, &is));
        if (!is)
            return all_were_met(book);
        TRY(read_part(book));
        if (book->encrypted)
            return ASSAY_OK;
    }
}

enum assay_status xls_book_read(struct xls_book *book)
{
    const enum assay_status status = read_parts(book);

    if (book->foreign)
        return status;
    xls_texts_unused(&book->texts, tell_text, book);
    return sheet_tell(&book->sheet, status);
}
