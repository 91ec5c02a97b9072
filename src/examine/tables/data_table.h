/*
 * data_table.h - what is known of a table while its cells go by, whatever the format: types, nulls,
 * different values, smallest and largest, and the rows by their sketch.
 *
 * Readers of rows keep one `row` and readers of columns an array of them, all 0 at first:
 *
 *     data_table_cell(&table, column, text, &row);      of each cell, in any order
 *     data_table_row(&table, &row);                     once a row
 *
 * The same rows come to the same sums however they are stored. Source: docs/reference/tables.md.
 */

#pragma once

#include <assay/error.h>

#include "base/bytes.h"
#include "examine/inspector.h"
#include "examine/tables/alike_sketch.h"
#include "examine/tables/cell_number.h"
#include "examine/tables/cell_value.h"
#include "examine/tables/distinct.h"
#include "examine/tables/key_sample.h"
#include "examine/tables/known_cells.h"
#include "examine/tables/plain_rows.h"
#include "examine/tables/row_sketch.h"
#include "examine/tables/value_sketch.h"
#include "examine/text/text_hash.h"

/* The outermost value of a column. */
struct data_table_bound {
    uint8_t size; /* 0: none */
    char text[CELL_SIZE_MAX + 8];
};

struct data_table_column {
    uint64_t name_hash;
    uint64_t cells; /* that are not empty */
    struct distinct *distinct;
    struct known_cells *known; /* NULL where each cell is read anew */
    struct labels *labels;     /* NULL where the name does not say that the column holds labels */
    struct key_sample *keys;   /* NULL where it holds no keys, or nobody asks for them */
    uint64_t told_most;        /* hash of a value up to which labels or keys count it; 0: neither */
    double smallest, largest;
    uint8_t types;   /* a bit for each cell_type met */
    bool has_keys;   /* by its name */
    bool may_know;   /* `known` is still to come */
    bool unsure;     /* dates whose order is not known: day first or month first */
    bool unnumbered; /* it does not number the rows: 7, 8, 9 ... */
    struct data_table_bound least, most;
    char *name;
    size_t in; /* bytes of it that name the table */
};

/* The columns that are watched are at most LIMIT_COLUMNS; those past it are only counted. */
struct data_table {
    struct evidence *evidence;
    struct data_table_column *columns;
    size_t count, capacity;
    struct row_sketch sketch, alike, by_value;
    uint32_t first;  /* number of the first column in the evidence: behind those of other parts */
    uint64_t rows;   /* of this part */
    uint64_t told;   /* columns of the parts before */
    uint64_t tables; /* those parts */
    struct alike_parts parts; /* of one table alone */
    size_t keys;              /* told of columns that are not named for their keys */
    bool unsketched;          /* not all of every row was seen */
};

/* `evidence` outlives the table. Release with data_table_clear(), also after a failure. */
ASSAY_RESULT data_table_init(struct data_table *table, struct evidence *evidence,
                             struct assay_error *err);
void data_table_clear(struct data_table *table);

/* Makes `count` columns known, or as many as the ceiling allows. ASSAY_ENOMEM in `err`. */
ASSAY_RESULT data_table_reach(struct data_table *table, size_t count, struct assay_error *err);

/* Forgets all columns: what was taken for a row is none. */
void data_table_forget(struct data_table *table);

/* Names a column that is known, here and in the evidence; before its first cell. */
ASSAY_RESULT data_table_name(struct data_table *table, size_t column, struct bytes name,
                             struct assay_error *err);

/* As above, where the item holds several tables: shown as TABLE.NAME; NULL: as above. */
ASSAY_RESULT data_table_name_in(struct data_table *table, size_t column, struct bytes name,
                                const char *in, struct assay_error *err);

/* The column's number in the evidence; EVIDENCE_NO_COLUMN where it is not watched. */
static inline uint32_t data_table_place(const struct data_table *table, size_t column)
{
    return column < table->count ? table->first + (uint32_t)column : EVIDENCE_NO_COLUMN;
}

/* Counts a cell of that type, whatever its value is. */
void data_table_count(struct data_table *table, size_t column, enum cell_type type);

/* Notes the type of a cell, or of all cells by the table's schema, and nothing else. */
static inline void data_table_note(struct data_table *table, size_t column, enum cell_type type)
{
    if (column < table->count)
        table->columns[column].types |= (uint8_t)(1U << type);
}

/*
 * A cell by its text: UTF-8, unquoted; numbers, dates and booleans in any form that
 * docs/reference/tables.md knows. `row`: the sum of its row; NULL where rows are not told apart
 * (then data_table_lose_rows()).
 */
void data_table_cell(struct data_table *table, size_t column, struct bytes text,
                     struct row_sum *row);

/* As above, the cells of a column in plain rows, whose sums are `sums`. */
void data_table_cells(struct data_table *table, size_t column, const struct plain_rows *rows,
                      struct row_sum *sums);

/* As above, of a cell whose type is told by its format: JSON's "007" is a text, 7 a number. */
void data_table_typed_cell(struct data_table *table, size_t column, enum cell_type type,
                           struct bytes text, struct row_sum *row);

/* A cell with more text than is kept: `hash` is that of all of it. */
void data_table_long_cell(struct data_table *table, size_t column, uint64_t hash,
                          struct row_sum *row);

/* A cell whose bytes are no text. */
void data_table_binary_cell(struct data_table *table, size_t column, uint64_t hash,
                            struct row_sum *row);

/* A cell that is a list or a map: it adds to its row each leaf by itself, with the hash of the path
 * of names to it, joined by '.', which begins with data_table_path(); the column itself notes it
 * with data_table_nested(). */
void data_table_nested(struct data_table *table, size_t column);
void data_table_path(const struct data_table *table, size_t column, struct text_hasher *path);
void data_table_leaf(uint64_t path_hash, struct bytes text, struct row_sum *row);

/* As above, a leaf with more text than is kept. */
void data_table_long_leaf(uint64_t path_hash, uint64_t hash, struct row_sum *row);

/* True where each column is a part by itself, whatever its name. */
static inline bool data_table_is_narrow(const struct data_table *table)
{
    return table->count <= ROW_PARTS;
}

/* The part of a row's sum that a column adds to. */
static inline unsigned data_table_row_part(const struct data_table *table, size_t column)
{
    return data_table_is_narrow(table) ? (unsigned)column
                                       : row_part_of_name(table->columns[column].name_hash);
}

/* A row is complete; one without any value is counted, not sketched. */
static inline void data_table_row(struct data_table *table, const struct row_sum *row)
{
    uint64_t all = row_sum_all(row), hash = text_hash_of_row(all);

    table->rows++;
    if (all == 0)
        return;
    row_sketch_add(&table->sketch, hash);
    alike_sketch_add(&table->alike, row, hash, data_table_is_narrow(table));
    value_sketch_add(&table->by_value, row);
}

/* So many rows, with a value in nearly all of their cells, are none that a person set. */
bool data_table_is_filled(const struct data_table *table);

/* Rows that were seen in part, or not: there will be no sketch. */
void data_table_lose_rows(struct data_table *table);

/* Where an item holds several tables: tells the `total` columns of one, and begins the next. */
void data_table_part(struct data_table *table, uint64_t total);

/* The same of columns that are in no table: nothing of them is told. */
void data_table_drop_part(struct data_table *table);

/* Tells all that is known of `total` columns and the rows; ends the last part, too. */
void data_table_tell(struct data_table *table, uint64_t total);
