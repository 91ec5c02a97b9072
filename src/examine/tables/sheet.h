/*
 * sheet.h - the cells of a spreadsheet as a table, whatever the office format: the first row holds
 * names where its first cell is a text, and columns have letters where there are none.
 */

#pragma once

#include "base/buf.h"
#include "examine/tables/data_table.h"

struct sheet {
    struct data_table table;
    struct evidence *evidence;
    const char *in;   /* the name of the sheet where an item holds several, or NULL */
    uint64_t present; /* cells with a value in the present row */
    struct buf cells; /* their columns, four bytes each: the row may stand for several */
    struct row_sum row;
    uint64_t formulas, all_rows;
    uint64_t line;      /* the present row, from 0, with those that are empty */
    bool header, begun; /* the present row holds names; a row came before */
};

ASSAY_RESULT sheet_init(struct sheet *sheet, struct evidence *evidence, struct assay_error *err);
void sheet_clear(struct sheet *sheet);

/* A cell of the present row. */
struct sheet_cell {
    uint64_t column;
    enum cell_type type;
    struct bytes text; /* UTF-8 */
    bool unknown;      /* `text` only tells it from others: what it says stands elsewhere */
    uint64_t at;       /* its offset */
};
ASSAY_RESULT sheet_cell(struct sheet *sheet, const struct sheet_cell *cell,
                        struct assay_error *err);

/* What a cell shows in place of a value that cannot be had, by its code in binary workbooks.
 * Source: [MS-XLS], 2.5.10 (BErr). */
struct bytes sheet_error_text(uint8_t code);

/* A formula, without its sign; those that reach out of the workbook are told at `offset`. */
void sheet_formula(struct sheet *sheet, struct bytes text, uint64_t offset);

/* The present row is over, and stands `times` in the sheet; one without a cell is none. */
void sheet_row(struct sheet *sheet, uint64_t times);

/* Tells what is known of this sheet, and begins the next. */
void sheet_end(struct sheet *sheet);
/* The same of the last; where the reading failed, as `status` says, rows are missing. Yields it. */
ASSAY_RESULT sheet_tell(struct sheet *sheet, enum assay_status status);
