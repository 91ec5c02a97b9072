/* xls_cells.c - records of cells of a binary workbook: xls_book.h. Source: [MS-XLS], 2.4. */

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/kit.h"
#include "examine/tables/real_text.h"
#include "examine/tables/xls_book.h"

static void begin_row(struct xls_book *book, uint16_t row)
{
    if (book->in_row && row != book->row)
        sheet_row(&book->sheet, 1);
    if (book->in_row && row < book->row) /* the rest of a row that was taken for all of it */
        data_table_lose_rows(&book->sheet.table);
    if (!book->in_row || row != book->row)
        book->sheet.line = row;
    book->in_row = true;
    book->row = row;
}

void xls_cells_end_sheet(struct xls_book *book)
{
    if (book->in_row)
        sheet_row(&book->sheet, 1);
    book->in_row = book->waits = false;
    sheet_end(&book->sheet);
}

static ASSAY_RESULT put(struct xls_book *book, const struct xls_place *place, enum cell_type type,
                        struct bytes text, bool unknown)
{
    const struct sheet_cell cell = {.column = place->column,
                                    .type = type,
                                    .text = text,
                                    .unknown = unknown,
                                    .at = xls_place(book, place->at)};

    if (text.size == 0)
        return ASSAY_OK;
    if (ckd_add(&book->work, book->work, text.size) || book->work > book->most)
        return cursor_fail_at(&book->cursor, ASSAY_ELIMIT, place->at,
                              "holds more cells than are looked at in a file of its size");
    if (!xls_is_in(book, XLS_SHEET)) { /* what a chart keeps of its cells */
        if (!unknown)
            xls_tell_text(book, place->at, text);
        return ASSAY_OK;
    }
    begin_row(book, place->row);
    return sheet_cell(&book->sheet, &cell, book->err);
}

static ASSAY_RESULT put_number(struct xls_book *book, const struct xls_place *place, double value)
{
    char room[REAL_TEXT_MAX];
    struct bytes text;

    if (!isfinite(value))
        return ASSAY_OK;
    text = real_text(room, value, false);
    return put(book, place, cell_type(text) == CELL_INTEGER ? CELL_INTEGER : CELL_NUMBER, text,
               false);
}

static ASSAY_RESULT put_truth(struct xls_book *book, const struct xls_place *place, bool value)
{
    return put(book, place, CELL_BOOLEAN, value ? BYTES("true") : BYTES("false"), false);
}

static ASSAY_RESULT take_place(struct xls_book *book, struct xls_place *place)
{
    place->at = book->biff.at;
    TRY(biff_u16(&book->biff, &place->row));
    return biff_u16(&book->biff, &place->column);
}

/* The number of what a cell looks like. */
static ASSAY_RESULT pass_look(struct xls_book *book)
{
    return biff_skip(&book->biff, sizeof(uint16_t));
}

static ASSAY_RESULT take_shared(struct xls_book *book, const struct xls_place *place)
{
    struct bytes text;
    char room[16];
    uint32_t number;

    TRY(biff_u32(&book->biff, &number));
    if (xls_texts_use(&book->texts, number, &text))
        return put(book, place, CELL_TEXT, text, false);
    snprintf(room, sizeof room, "%" PRIu32, number);
    return put(book, place, CELL_TEXT, bytes_text(room), true);
}

static ASSAY_RESULT take_rk(struct xls_book *book, const struct xls_place *place)
{
    uint32_t rk;

    TRY(biff_u32(&book->biff, &rk));
    return put_number(book, place, biff_rk(rk));
}

/* Cells of one row side by side; behind them stands the column of the last. */
static ASSAY_RESULT take_rks(struct xls_book *book, struct xls_place *place)
{
    enum { EACH = sizeof(uint16_t) + sizeof(uint32_t) };

    while (book->biff.rest.size >= EACH) {
        TRY(pass_look(book));
        TRY(take_rk(book, place));
        if (ckd_add(&place->column, place->column, 1))
            break;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT take_truth(struct xls_book *book, const struct xls_place *place)
{
    uint8_t value, is_error;

    TRY(biff_u8(&book->biff, &value));
    TRY(biff_u8(&book->biff, &is_error));
    return is_error ? put(book, place, CELL_TEXT, sheet_error_text(value), false)
                    : put_truth(book, place, value);
}

/* What came of the formula when it was last worked out: FormulaValue. */
static ASSAY_RESULT take_result(struct xls_book *book, const struct xls_place *place)
{
    enum { TEXT, TRUTH, ERROR, NO_TEXT, NO_NUMBER = 0xffff };
    uint8_t raw[sizeof(double)];
    double value;

    for (size_t i = 0; i < sizeof raw; i++)
        TRY(biff_u8(&book->biff, &raw[i]));
    memcpy(&value, raw, sizeof value);
    if ((raw[6] | raw[7] << 8) != NO_NUMBER)
        return put_number(book, place, value);
    if (raw[0] == TRUTH)
        return put_truth(book, place, raw[2]);
    if (raw[0] == ERROR)
        return put(book, place, CELL_TEXT, sheet_error_text(raw[2]), false);
    book->waits = raw[0] == TEXT;
    book->waiting = *place;
    return ASSAY_OK;
}

static ASSAY_RESULT take_formula(struct xls_book *book, const struct xls_place *place)
{
    enum { FLAGS_AND_CHAIN = 6 };

    TRY(take_result(book, place));
    TRY(biff_skip(&book->biff, FLAGS_AND_CHAIN));
    if (xls_is_in(book, XLS_SHEET))
        sheet_formula(&book->sheet, bytes_of(NULL, 0), xls_place(book, place->at));
    return xls_search_rest(book);
}

static ASSAY_RESULT take_text(struct xls_book *book, const struct xls_place *place)
{
    TRY(biff_text(&book->biff, &book->text));
    return put(book, place, CELL_TEXT, buf_bytes(&book->text), false);
}

/* The text that a formula came to stands in a record of its own. */
static ASSAY_RESULT take_late_text(struct xls_book *book)
{
    const uint64_t at = book->biff.at;

    TRY(biff_text(&book->biff, &book->text));
    if (!book->waits) {
        xls_tell_text(book, at, buf_bytes(&book->text));
        return ASSAY_OK;
    }
    book->waits = false;
    return put(book, &book->waiting, CELL_TEXT, buf_bytes(&book->text), false);
}

static ASSAY_RESULT take_number(struct xls_book *book, const struct xls_place *place)
{
    double value;

    TRY(biff_real(&book->biff, &value));
    return put_number(book, place, value);
}

static ASSAY_RESULT take_cell(struct xls_book *book, struct xls_place *place)
{
    switch (book->biff.type) {
    case XLS_FORMULA:
    case XLS_FORMULA_3:
    case XLS_FORMULA_4:
        return take_formula(book, place);
    case XLS_LABELSST:
        return take_shared(book, place);
    case XLS_NUMBER:
        return take_number(book, place);
    case XLS_RK:
        return take_rk(book, place);
    case XLS_BOOLERR:
        return take_truth(book, place);
    default: /* XLS_LABEL, XLS_RSTRING */
        return take_text(book, place);
    }
}

enum assay_status xls_cells_take(struct xls_book *book, bool *is)
{
    struct xls_place place;

    *is = true;
    switch (book->biff.type) {
    case XLS_STRING:
        return take_late_text(book);
    case XLS_MULRK:
        TRY(take_place(book, &place));
        return take_rks(book, &place);
    case XLS_FORMULA:
    case XLS_FORMULA_3:
    case XLS_FORMULA_4:
    case XLS_LABELSST:
    case XLS_NUMBER:
    case XLS_RK:
    case XLS_BOOLERR:
    case XLS_LABEL:
    case XLS_RSTRING:
        book->waits = false;
        TRY(take_place(book, &place));
        TRY(pass_look(book));
        return take_cell(book, &place);
    default:
        *is = false;
        return ASSAY_OK;
    }
}
