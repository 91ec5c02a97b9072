/*
 * named_rows.h - rows of a text whose cells stand with the names of their columns, in any order and
 * number: elements of XML, lines of vCard and LDIF, settings.
 *
 *     named_rows_cell(&rows, name, &cell);    of each cell, in the order in which they stand
 *     named_rows_end(&rows);                  once a row
 */

#pragma once

#include "examine/tables/data_table.h"
#include "examine/tables/text_tables.h"

enum { NAMED_ROWS_COLUMNS = 1024 /* of one table; cells past them are in no column */ };

struct named_rows {
    struct data_table table;
    struct evidence *evidence;
    struct assay_error *err;
    struct named_place *places; /* of the columns by their names; open addressing */
    uint32_t part;              /* the present table, from 1 */
    struct row_sum row;
    uint64_t cells; /* of the present row */
    uint64_t rows;  /* of all tables */
    bool filled;    /* one of them has so many, alike enough, that nobody wrote it by hand */
    bool too_many;  /* columns */
};

/* `evidence` and `err` outlive the rows. Release with named_rows_clear(), also after a failure. */
ASSAY_RESULT named_rows_init(struct named_rows *rows, struct evidence *evidence,
                             struct assay_error *err);
void named_rows_clear(struct named_rows *rows);

/* A cell of the present row; what stands before it is in no column. */
ASSAY_RESULT named_rows_cell(struct named_rows *rows, struct bytes name,
                             const struct text_cell *cell);

/* The row ends; one without a cell is none. */
void named_rows_end(struct named_rows *rows);

/* Another table begins. */
void named_rows_part(struct named_rows *rows);

/* Tells rows, columns and what is known of them. */
void named_rows_tell(struct named_rows *rows);
