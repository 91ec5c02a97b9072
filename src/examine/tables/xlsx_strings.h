/* xlsx_strings.h - the list of texts that the cells of an Excel workbook share, one by one. */

#pragma once

#include "base/cursor.h"

/* Takes one text, whose element begins at `at`, and which is in so many runs of letters. What it
 * fails with ends the reading. */
typedef enum assay_status xlsx_string_fn(void *to, uint64_t at, struct bytes text, unsigned runs);

/* ASSAY_EFORMAT, ASSAY_ELIMIT: as xml_tokens_next(). Of a text past LIMIT_XML_CHARS the beginning.
 */
ASSAY_RESULT xlsx_strings_read(struct cursor *cursor, xlsx_string_fn *take, void *to);
