/*
 * plain_rows.h - rows of a text that lie whole in memory and have as many cells as the first: their
 * cells are cut at once, and then looked at column by column, for the cells of a column are alike.
 *
 * Quotes may stand around a cell; rows with others, doubled ones or with line feeds between them
 * are left to who reads byte by byte (inspect_csv.c).
 */

#pragma once

#include "base/bytes.h"

enum {
    PLAIN_ROWS = 64, /* at once, at most: they stay in the processor's first cache */
    PLAIN_CELLS = 1024,
    PLAIN_WIDTH = 128,      /* columns of a table that is read so */
    PLAIN_QUOTED_MOST = 256 /* bytes of a cell in quotes */
};

struct plain_signs {
    uint8_t delimiter, newline, quote;
};

struct plain_rows {
    const uint8_t *data; /* the first row begins there, */
    uint64_t base;       /* at this offset of the item, */
    uint64_t line;       /* in this line */
    struct plain_signs signs;
    size_t width, count;
    uint32_t
        ends[PLAIN_CELLS]; /* of cells, row after row: the delimiter or line feed behind each */
};

/* Cuts the rows at the front of `text` that are plain, `width` cells each; false where there is
 * none. Sets all but `base` and `line`. */
bool plain_rows_cut(struct plain_rows *rows, struct bytes text, struct plain_signs signs,
                    size_t width);

/* Their bytes, the last line feed among them. */
static inline size_t plain_rows_size(const struct plain_rows *rows)
{
    return (size_t)rows->ends[rows->count * rows->width - 1] + 1;
}

static inline size_t plain_row_start(const struct plain_rows *rows, size_t row)
{
    return row == 0 ? 0 : (size_t)rows->ends[row * rows->width - 1] + 1;
}

/* A cell as it stands there. */
static inline struct bytes plain_raw_cell(const struct plain_rows *rows, size_t cell)
{
    size_t start = cell == 0 ? 0 : (size_t)rows->ends[cell - 1] + 1;

    return bytes_of(rows->data + start, rows->ends[cell] - start);
}

/* And without its quotes, and the CR of its line's end. */
static inline struct bytes plain_cell(const struct plain_rows *rows, size_t cell)
{
    struct bytes text = plain_raw_cell(rows, cell);

    if (text.size == 0)
        return text;
    if (text.data[0] == rows->signs.quote) {
        size_t behind = text.data[text.size - 1] == rows->signs.quote ? 1 : 2;

        text = bytes_of(text.data + 1, text.size - 1 - behind);
        if (behind == 2 || text.size == 0)
            return text;
    }
    text.size -= text.data[text.size - 1] == '\r';
    return text;
}
