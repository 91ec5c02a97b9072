/* pdf_gather.h - the fonts of a PDF, out of all its objects, before its pages are read. */

#pragma once

#include "base/cursor.h"
#include "examine/papers/pdf_fonts.h"

/* Reads the file of `size` bytes through and leaves the cursor anywhere. */
ASSAY_RESULT pdf_gather(struct pdf_fonts *fonts, struct cursor *cursor, uint64_t size);
