/*
 * text_tables.h - tables that stand in a text: what is seen in a cell counts for its column, and
 * the column's name speaks for it. A document that holds a table is no data set: nothing else is
 * told of it, unless a reader of dumps wants that (`data`).
 *
 * Readers (html_tables.c, line_tables.c, inspect_sql.c) find rows; this hands their cells on, in
 * the order in which they stand in the text.
 */

#pragma once

#include "base/buf.h"
#include "examine/tables/data_table.h"
#include "examine/text/text_lines.h"

enum {
    TEXT_CELL_MOST = 4096,     /* bytes of a cell that are looked at as one text */
    TEXT_TABLE_COLUMNS = 1024, /* of one table */
    TEXT_TABLES_KNOWN = 64,
};

struct text_cell {
    uint64_t start, end; /* of what it holds, without blanks around it */
    struct bytes text;
    struct assay_place place; /* of `start` */
    bool hidden;              /* escapes are in it: its bytes do not show the text */
};

/* The columns of one table. */
struct text_columns {
    uint32_t first, count; /* in the evidence */
    bool named;
    bool sealed; /* no more of them: others follow */
};

struct text_tables {
    struct evidence *evidence;
    struct assay_error *err;
    struct data_table *data; /* NULL, or takes rows and columns of one table after the other */
    struct row_sum row;
    /* NULL, or the text is not the item's own bytes but was decoded: cells of named columns are
     * handed on in place of what they are in it, and blanked there. */
    struct buf *decoded;
    struct assay_place decoded_at;
    bool decoded_lines;    /* its line feeds end lines of the item */
    uint64_t rows;         /* of all tables */
    uint32_t used;         /* columns that were given out */
    struct known_columns { /* by their names: those of the next table with the same are the same */
        uint64_t digest;
        struct text_columns columns;
    } known[TEXT_TABLES_KNOWN];
    unsigned next_known;
};

void text_tables_init(struct text_tables *tables, struct evidence *evidence,
                      struct assay_error *err);

/* Columns of a table whose names are not known (yet). */
struct text_columns text_columns_begin(struct text_tables *tables);

/* The same of one with names; the empty ones are unknown. At most TEXT_TABLE_COLUMNS count. */
ASSAY_RESULT text_columns_named(struct text_tables *tables, const struct bytes *names, size_t count,
                                struct text_columns *out);

/* Another table begins: `data` tells the one before. */
void text_tables_part(struct text_tables *tables);

/* One cell, and the end of a row. */
ASSAY_RESULT text_tables_cell(struct text_tables *tables, struct text_columns *columns,
                              size_t column, const struct text_cell *cell);
void text_tables_row(struct text_tables *tables);
