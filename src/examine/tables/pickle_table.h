/*
 * pickle_table.h - a table in a pickle: columns by where their cells lie, handed on row by row in
 * pieces, so that little of it is in memory at once.
 */

#pragma once

#include "examine/tables/cells.h"
#include "examine/tables/pickle_values.h"

struct pickle_column {
    char *name;
    uint32_t place; /* among the columns of the table */
    bool unread;    /* of a class that is not followed */
    bool range;     /* of numbers: `first` and so much more in each row */
    int64_t first, step;
    uint64_t rows;
    uint64_t base, stride;        /* its element of row r is the one of number base + r * stride, */
    struct pickle_term list;      /* in this list, */
    uint32_t part;                /* of each item, from 1, where items are tuples; or 0 */
    struct pickle_term key;       /* of each item, where items are dictionaries, */
    uint64_t key_hash;            /* of its text, */
    uint32_t usual;               /* and where most of them have it, in key and value */
    uint64_t at, width;           /* or in the file: bytes of one element, */
    const uint8_t *bytes;         /* or in memory, borrowed from the table, */
    struct npy_field field;       /* of which this is read */
    struct pickle_column *labels; /* that its numbers stand for, or NULL */
    uint8_t *used;                /* of labels: a bit for each that a row has, or NULL */
    struct pickle_column *mask;   /* true where it has no value, or NULL */
};

struct pickle_table {
    struct pickle_tree *tree;
    const char *in; /* what the table is called where there are several; or NULL */
    struct pickle_column *columns;
    size_t count, capacity;
    uint64_t rows;
    uint8_t **decoded; /* bytes that stood in the pickle as text */
    size_t decoded_count;
    size_t decoded_size;
    struct pickle_window { /* bytes of the file that are read at once */
        uint8_t *bytes;
        uint64_t at;
        size_t size, room;
    } windows[3]; /* of cells, of masks, of labels: a row takes one of each */
    struct buf text;
    uint64_t unknown; /* cells that were not followed */
    uint64_t unread;  /* lines of blocks that no column takes, labels too many to watch */
    bool more;        /* keys of records than are watched */
};

void pickle_table_init(struct pickle_table *table, struct pickle_tree *tree);
void pickle_table_clear(struct pickle_table *table);

/* One more column, all zeros but for its place; NULL when memory ran out. */
struct pickle_column *pickle_table_add(struct pickle_table *table);
ASSAY_RESULT pickle_table_name(struct pickle_table *table, struct pickle_column *column,
                               struct bytes name);

/* Puts the cells of an array into a column: those of number base, base + stride ... */
ASSAY_RESULT pickle_table_place(struct pickle_table *table, struct pickle_column *column,
                                const struct pickle_values *values, size_t field, uint64_t base,
                                uint64_t stride, uint64_t rows);

/* The cell of a row, as pickle_tree_cell() tells it. */
ASSAY_RESULT pickle_table_cell(struct pickle_table *table, const struct pickle_column *column,
                               uint64_t row, enum cell_type *type, struct bytes *text);

/* True for the same value of a pickle, or one that its memo has. */
bool pickle_term_is(struct pickle_term one, struct pickle_term other);

/* Hands one leaf, or what is in a list of them, on as a cell. `unknown` counts what is neither. */
ASSAY_RESULT pickle_cell_put(struct cells *cells, struct pickle_tree *tree, struct pickle_term term,
                             uint32_t column, uint64_t row, uint64_t *unknown);

/* Whether its cells are handed on: they are known, one for each row. */
static inline bool pickle_table_reads(const struct pickle_table *table,
                                      const struct pickle_column *column)
{
    return !column->unread && column->rows == table->rows;
}

/* Hands all cells on, in columns whose names are known. */
ASSAY_RESULT pickle_table_cells(struct pickle_table *table, struct cells *cells);
