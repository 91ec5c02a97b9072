/*
 * cells.h - the cells of a table that was decoded: each is searched as text and counted for its
 * column and its row, in work that the file's own size bounds.
 *
 * A run of a billion equal cells takes ten bytes in some formats. So what is handed on is counted,
 * and a table is read to an end that LIMIT_CELLS_FREE and LIMIT_CELLS_RATIO set.
 */

#pragma once

#include "examine/tables/cell_text.h"
#include "examine/tables/data_table.h"

struct cells {
    struct evidence *evidence;
    struct assay_error *err;
    struct data_table table;
    struct cells_column {
        uint64_t path; /* of a nested one: the hash of its name */
        uint64_t row;  /* the last one met, from 1 */
        bool nested;
    } * columns;
    size_t column_capacity;
    struct row_sum *sums; /* of the rows that are open */
    uint64_t first, rows, capacity;
    uint64_t work, most; /* bytes of cells, and a few for each */
};

/* Columns are known from the beginning, at most LIMIT_COLUMNS of them are. Release with
 * cells_clear(), also after a failure. */
ASSAY_RESULT cells_open(struct cells *cells, size_t columns, uint64_t item_size,
                        struct evidence *evidence, struct assay_error *err);
void cells_clear(struct cells *cells);

/* The name of a column; in a nested one several cells have the same row, for they are those of a
 * list or a map. */
ASSAY_RESULT cells_name(struct cells *cells, uint32_t column, struct bytes name, bool nested);

/* Makes more columns known, as they are met; and one nested that was thought to be plain. */
ASSAY_RESULT cells_reach(struct cells *cells, size_t columns);
void cells_nest(struct cells *cells, uint32_t column);

/*
 * From here on cells are those of `count` rows from `first` on (from 0), until cells_end_rows().
 * Where they are more than LIMIT_CELLS_ROWS, or `known` is false (not all of them will be seen),
 * they are counted only. ASSAY_ELIMIT as of cells_put(), at `offset`.
 */
ASSAY_RESULT cells_begin_rows(struct cells *cells, uint64_t first, uint64_t count, bool known,
                              uint64_t offset);
void cells_end_rows(struct cells *cells);

/*
 * One cell that is not null.
 *
 * column  from 0; past the columns that are known nothing is kept
 * row     from 0
 * offset  where the page or record stands that holds it
 *
 * ASSAY_ELIMIT  the file holds more than is looked at; the offset is the cell's
 */
ASSAY_RESULT cells_put(struct cells *cells, uint32_t column, uint64_t row, uint64_t offset,
                       const struct meaning *meaning, struct bytes value);

/* The same of a value that is text already; CELL_BINARY: it is none. */
ASSAY_RESULT cells_put_text(struct cells *cells, uint32_t column, uint64_t row, uint64_t offset,
                            enum cell_type type, struct bytes text);

/* Searches a text that a column keeps and no row has: a category that none is of any more.
 * Of a column that is not known it is searched by itself. */
ASSAY_RESULT cells_beside(struct cells *cells, uint32_t column, uint64_t row, uint64_t offset,
                          struct bytes text);

/* `count` cells of nothing. */
ASSAY_RESULT cells_null(struct cells *cells, uint32_t column, uint64_t offset, uint64_t count);

/* Counts what was done for a cell or page beside its own bytes. ASSAY_ELIMIT as above. */
ASSAY_RESULT cells_work(struct cells *cells, uint64_t offset, uint64_t amount);

/* True once the file held more than is looked at. */
static inline bool cells_are_too_many(const struct cells *cells)
{
    return cells->work > cells->most;
}

/* Tells rows, columns, their names and types, and what is known of their values. */
void cells_tell(struct cells *cells, uint64_t rows, uint64_t columns);
