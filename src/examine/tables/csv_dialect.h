/* csv_dialect.h - how a table in text is written, told from its first bytes. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum csv_encoding { CSV_UTF8, CSV_UTF8_BOM }; /* others are decoded before */

struct csv_dialect {
    enum csv_encoding encoding;
    uint8_t delimiter; /* , ; tab | ^ ~ or 0x01 */
    uint8_t quote;     /* " or ' */
    uint8_t newline;   /* LF, or CR where there is no LF */
    size_t preamble;   /* bytes above the first row, behind the mark of the encoding */
    bool header;       /* the first row holds names */
    size_t rows;       /* whole rows seen in the head */
    size_t columns;    /* most usual number of cells in them */
    bool regular;      /* all of them have that number */
};

/* Reads the head of a file; `whole` where that is all of it, so that the last row is complete. */
void csv_sniff(struct bytes head, bool whole, struct csv_dialect *out);

/* What csv_sniff() would say of a text that may be no table: `regular`, with at least so many rows
 * and columns; most texts are told apart by two of their lines. */
bool csv_is_regular(struct bytes head, bool whole, size_t rows, size_t columns);
