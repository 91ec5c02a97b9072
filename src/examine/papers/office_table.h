/*
 * office_table.h - tables in documents of Word and slides of PowerPoint: what is seen in a cell
 * counts for its column, where the first row names it. A table in a cell is text of that cell's.
 */

#pragma once

#include "base/buf.h"
#include "examine/inspector.h"
#include "examine/tables/text_tables.h"

enum { OFFICE_COLUMNS = 256 }; /* of one table; cells behind them stand in none */

struct office_table {
    struct text_tables tables;
    struct text_columns columns;
    struct buf text; /* of the cells of the present row */
    struct {
        size_t start;
        uint64_t at;
    } cells[OFFICE_COLUMNS];
    size_t count;   /* of them */
    uint64_t rows;  /* of the table, before the present one */
    unsigned depth; /* tables around the present place */
};

void office_table_init(struct office_table *table, struct evidence *evidence,
                       struct assay_error *err);
void office_table_clear(struct office_table *table);

/* At the tags of a table, of its rows and of its cells. */
void office_table_open(struct office_table *table);
void office_table_close(struct office_table *table);
void office_table_open_cell(struct office_table *table, uint64_t at);
ASSAY_RESULT office_table_end_row(struct office_table *table);

/* The document breaks off: hands on what there is of the present row. */
void office_table_flush(struct office_table *table);

/* A paragraph that was read at `at`; false where it stands in no cell. */
bool office_table_take(struct office_table *table, struct bytes paragraph);
