/*
 * columns.h - the columns of a table as cell after cell goes by: types, names, formulas.
 *
 * Shared by all readers of tables; it keeps one small record a column, never a value.
 */

#pragma once

#include <assay/error.h>

#include "base/bytes.h"
#include "examine/inspector.h"

enum cell_type {
    CELL_EMPTY,
    CELL_INTEGER,
    CELL_NUMBER,
    CELL_BOOLEAN,
    CELL_DATE,
    CELL_TEXT,
    CELL_NESTED, /* a list or a map, which no plain table has */
    CELL_TYPES
};

/* What a cell's text is taken for: the strictest type that fits. "NA", "null" and kin are empty;
 * digits that begin with a needless zero are text, for 02139 is a name and no quantity. */
enum cell_type cell_type(struct bytes cell);

/* True where a spreadsheet program would run the cell: OWASP, "CSV Injection". Telephone numbers
 * and negative numbers begin likewise and are none. */
bool cell_is_formula(struct bytes cell);

struct column {
    char *name;    /* or NULL */
    uint8_t types; /* a bit for each cell_type met */
};

/* The columns that are watched; those past LIMIT_COLUMNS are only counted. */
struct columns {
    struct column *items;
    size_t count, capacity;
};

void columns_clear(struct columns *columns);

/* Makes `count` columns known, or as many as the ceiling allows. ASSAY_ENOMEM in `err`. */
ASSAY_RESULT columns_reach(struct columns *columns, size_t count, struct assay_error *err);
ASSAY_RESULT columns_name(struct columns *columns, size_t column, struct bytes name,
                          struct assay_error *err);

/* Notes one type at a column. */
static inline void columns_note(struct columns *columns, size_t column, enum cell_type type)
{
    if (column < columns->count)
        columns->items[column].types |= (uint8_t)(1U << type);
}

/* Notes the type of a cell, which need not be looked at once the column is known to be text. */
static inline void columns_cell(struct columns *columns, size_t column, struct bytes cell)
{
    if (column < columns->count && !(columns->items[column].types >> CELL_TEXT & 1U))
        columns->items[column].types |= (uint8_t)(1U << cell_type(cell));
}

/* Tells number, names (where there are any) and types of `total` columns. */
void columns_tell(const struct columns *columns, uint64_t total, struct evidence *evidence);
