/* csv_rows.h - the rows of a table's first bytes, read by the rules that all of it will be read by
 * (RFC 4180). */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { CSV_ROWS_LOOKED = 200 /* at most, to tell how a table is written */ };

/* One reading: copy it to read again from where it is. */
struct csv_rows {
    struct bytes text;
    size_t at;
    uint8_t delimiter, quote, newline;
};

/* Counts the cells of the next row and keeps the first `max` of them; false at the end of the text.
 * A blank line is no row. `whole`: nothing follows the text. */
bool csv_rows_next(struct csv_rows *rows, bool whole, struct bytes *cells, size_t max,
                   size_t *count);
