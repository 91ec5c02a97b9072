/*
 * xls_book.h - what the readers of a binary workbook (BIFF8) share: the stream of its records and
 * what is known so far. It begins with records on the whole, behind which the sheets stand one by
 * one, each between BOF and EOF; charts stand in sheets likewise.
 *
 * Source: [MS-XLS], 2.1.7.20.
 */

#pragma once

#include "examine/encoding/compound_file.h"
#include "examine/tables/sheet.h"
#include "examine/tables/xls_texts.h"

enum xls_record {
    XLS_FORMULA = 0x06,
    XLS_EOF = 0x0a,
    XLS_FILEPASS = 0x2f,
    XLS_CRN = 0x5a,
    XLS_BOUNDSHEET = 0x85,
    XLS_MULRK = 0xbd,
    XLS_MULBLANK = 0xbe,
    XLS_RSTRING = 0xd6,
    XLS_DBCELL = 0xd7,
    XLS_XF = 0xe0,
    XLS_SST = 0xfc,
    XLS_LABELSST = 0xfd,
    XLS_EXTSST = 0xff,
    XLS_SUPBOOK = 0x1ae,
    XLS_TXO = 0x1b6,
    XLS_BLANK = 0x201,
    XLS_NUMBER = 0x203,
    XLS_LABEL = 0x204,
    XLS_BOOLERR = 0x205,
    XLS_FORMULA_3 = 0x206, /* of older versions, which some programs write still */
    XLS_FORMULA_4 = 0x406,
    XLS_STRING = 0x207,
    XLS_ROW = 0x208,
    XLS_INDEX = 0x20b,
    XLS_RK = 0x27e,
    XLS_BOF = 0x809,
};

struct xls_book {
    const struct compound_stream *stream;
    struct evidence *evidence;
    struct assay_error *err;
    struct cursor cursor; /* over the stream: its offsets are not the file's */
    struct biff biff;
    struct sheet sheet;
    struct xls_texts texts;
    struct xls_sheet {
        uint32_t at;
        size_t name; /* where in `names` */
        bool met;
    } * sheets; /* in the order of their offsets once all are known */
    size_t count, capacity;
    struct buf names; /* each with a NUL behind */
    struct buf text;
    unsigned depth; /* BOFs that are open: the part at hand, charts in it */
    enum xls_part { XLS_ON_ALL, XLS_SHEET, XLS_OTHER } part;
    bool encrypted, macros;
    bool foreign; /* of another version: nothing of it was told */

    bool in_row;
    uint16_t row; /* the present one */
    struct xls_place {
        uint64_t at;
        uint16_t row, column;
    } waiting; /* of the formula whose text is to follow, */
    bool waits;
    uint64_t work, most; /* bytes of cells, of which many may show one text */
};

/* `stream` outlives the book, whose window is to be read by stream_cursor_open(). Release with
 * xls_book_clear(), also after a failure. */
ASSAY_RESULT xls_book_init(struct xls_book *book, const struct compound_stream *stream,
                           struct evidence *evidence);
void xls_book_clear(struct xls_book *book);

/* Reads all of it. Offsets of failures are the stream's. */
ASSAY_RESULT xls_book_read(struct xls_book *book);

/* The record at hand is of that part, and not of a chart in it. */
static inline bool xls_is_in(const struct xls_book *book, enum xls_part part)
{
    return book->depth == 1 && book->part == part;
}

/* Where a byte of the stream stands in the file. */
static inline uint64_t xls_place(const struct xls_book *book, uint64_t at)
{
    return compound_stream_place(book->stream, at);
}

/* Searches what is left of the record at hand, and is not taken apart, for texts in UTF-16. */
ASSAY_RESULT xls_search_rest(struct xls_book *book);
/* A text that stands in no cell. */
void xls_tell_text(struct xls_book *book, uint64_t at, struct bytes text);

/* xls_cells.c: takes the record where it is one of cells, which *is tells. */
ASSAY_RESULT xls_cells_take(struct xls_book *book, bool *is);
/* The sheet at hand is over. */
void xls_cells_end_sheet(struct xls_book *book);

/* xls_links.c: other workbooks, and what is kept of their cells. */
ASSAY_RESULT xls_links_take_book(struct xls_book *book);
ASSAY_RESULT xls_links_take_cells(struct xls_book *book);
