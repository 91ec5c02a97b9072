/* compound_texts.h - compound files of Windows whose streams are not taken apart, which is a gap:
 * of what stands in them texts in UTF-16 are searched, for its bytes show none. */

#pragma once

#include "examine/encoding/compound_file.h"
#include "examine/inspector.h"

/* Reads the item to its end and tells what is known of it by the names of its streams; true in
 * *workbook where one is called as that of Excel is, or the item is. */
ASSAY_RESULT compound_texts_read(struct cursor *cursor, const struct subject *subject,
                                 struct evidence *evidence, bool *workbook);

/* Searches what of a file is not among the first `size` bytes of a stream. */
ASSAY_RESULT compound_texts_beside(const struct compound_stream *stream, uint64_t size,
                                   struct evidence *evidence);
