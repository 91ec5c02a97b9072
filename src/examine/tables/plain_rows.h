/*
 * plain_rows.h - rows of a text that lie whole in memory and have as many cells as the first: their
 * cells are cut at once, and then looked at column by column, for the cells of a column are alike.
 *
 * Quotes may stand around a cell; rows with others, doubled ones or with line feeds between them
 * are left to who reads byte by byte (inspect_csv.c).
 */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

enum {
    PLAIN_ROWS = 64, /* at once, at most: they stay in the processor's first cache */
    PLAIN_CELLS = 1024,
    PLAIN_WIDTH = 128,      /* columns of a table that is read so */
    PLAIN_QUOTED_MOST = 256 /* bytes of a cell in quotes */
};

struct plain_signs {
    uint8_t delimiter, newline, quote;
    uint8_t vector; /* bytes of those that are looked at at once: 16, 32 or 64 */
};

/* Of the vectors that the processor has. */
uint8_t plain_rows_widest(void);

struct plain_rows {
    const uint8_t *data; /* the first row begins there, */
    uint64_t base;       /* at this offset of the item, */
    uint64_t line;       /* in this line */
    struct plain_signs signs;
    size_t width, count;
    /* Of cells, row after row: the delimiter or line feed behind each; and its text, without quotes
     * and without the CR of its line's end. */
    uint32_t ends[PLAIN_CELLS], starts[PLAIN_CELLS], sizes[PLAIN_CELLS];
};

/* Cuts the rows at the front of `text` that are plain, `width` cells each; false where there is
 * none. Sets all but `base` and `line`. */
bool plain_rows_cut(struct plain_rows *rows, struct bytes text, struct plain_signs signs,
                    size_t width);

static inline struct bytes plain_cell(const struct plain_rows *rows, size_t cell)
{
    return bytes_of(rows->data + rows->starts[cell], rows->sizes[cell]);
}

/* Where a cell begins as it stands there, quote and all. */
static inline size_t plain_cell_start(const struct plain_rows *rows, size_t cell)
{
    return cell == 0 ? 0 : (size_t)rows->ends[cell - 1] + 1;
}

static inline size_t plain_row_start(const struct plain_rows *rows, size_t row)
{
    return plain_cell_start(rows, row * rows->width);
}

/* Bytes of all rows, the last line feed among them. */
static inline size_t plain_rows_size(const struct plain_rows *rows)
{
    return plain_row_start(rows, rows->count);
}
