/* csv_names.h - where the names of a table's columns stand: in its first row, or below lines that
 * are none of its rows. */

#pragma once

#include "examine/tables/csv_rows.h"

/*
 * The first row holds names when it could and the rows below differ from it in kind: a column of
 * figures or dates. Where all is text, the first row must look like names and not come back.
 */
bool csv_names_first(struct csv_rows rows, bool whole);

/* How many bytes stand above the row of names of a table with so many columns: titles, remarks,
 * headings over several of them. 0 where it is not sure that they are none of its rows. */
size_t csv_names_behind(struct csv_rows rows, bool whole, size_t columns);
