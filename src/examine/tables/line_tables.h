/*
 * line_tables.h - tables of a text whose lines are rows: those of Markdown, reStructuredText and
 * Org, and as databases print them.
 *
 *     | ssn | name |      ssn | name       ssn  name       +-----+------+
 *     |-----|------|     -----+------      ---  ----       | ssn | name |
 *
 * What tells one is the line of dashes below the names; or that of all lines at hand the same
 * columns are blank, and names of identifiers stand above them (blank_stripes.h). Source: GitHub
 * Flavored Markdown, "Tables"; docutils, "Grid Tables" and "Simple Tables".
 */

#pragma once

#include "base/cursor.h"
#include "examine/tables/text_tables.h"

/* Reads to the end of what the cursor has; tables in HTML too. Fails by the cursor's stream and
 * memory only. */
ASSAY_RESULT line_tables_read(struct cursor *cursor, struct text_tables *tables);

/* True where a line of dashes, or a table in HTML, stands in the text. */
bool line_tables_are_in(struct bytes text);
