/* csv_rows.c - see csv_rows.h. */

#include "examine/tables/csv_rows.h"

enum cell_end { END_CELL, END_ROW, END_TEXT };

static enum cell_end next_cell(struct csv_rows *reading, struct bytes *cell)
{
    const uint8_t *text = reading->text.data;
    size_t size = reading->text.size, start = reading->at, at = start;

    if (at < size && text[at] == reading->quote) {
        start++;
        for (at++; at < size; at++) {
            if (text[at] != reading->quote)
                continue;
            if (at + 1 < size && text[at + 1] == reading->quote)
                at++;
            else
                break;
        }
        *cell = bytes_of(text + start, at - start);
        start = SIZE_MAX;
    }
    while (at < size && text[at] != reading->delimiter && text[at] != reading->newline)
        at++;
    if (start != SIZE_MAX)
        *cell = bytes_of(text + start, at - start);
    if (cell->size > 0 && cell->data[cell->size - 1] == '\r')
        cell->size--;
    reading->at = at < size ? at + 1 : at;
    if (at == size)
        return END_TEXT;
    return text[at] == reading->newline ? END_ROW : END_CELL;
}

bool csv_rows_next(struct csv_rows *reading, bool whole, struct bytes *cells, size_t max,
                   size_t *count)
{
    while (reading->at < reading->text.size) {
        enum cell_end end = END_CELL;
        struct bytes cell;

        for (*count = 0; end == END_CELL; ++*count) {
            end = next_cell(reading, &cell);
            if (*count < max)
                cells[*count] = cell;
        }
        if (end == END_TEXT && !whole)
            return false; /* who knows what follows */
        if (*count > 1 || cell.size > 0)
            return true;
    }
    return false;
}
