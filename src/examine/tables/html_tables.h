/*
 * html_tables.h - the tables of a text in HTML, as tolerant as browsers are: tags in any letters,
 * end tags that are left out, tables inside of tables. Source: WHATWG HTML, sections 4.9 and 13.2.
 */

#pragma once

#include "base/cursor.h"
#include "examine/tables/text_tables.h"

/* Reads to the end of what the cursor has, or `one`: up to the end of the first table. Fails by the
 * cursor's stream and memory only. */
ASSAY_RESULT html_tables_read(struct cursor *cursor, struct text_lines *lines, bool one,
                              struct text_tables *tables);
