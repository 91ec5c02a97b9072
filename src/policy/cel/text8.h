/* text8.h - UTF-8 text by code points: counted, cut, searched. */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* Code points; a byte that is not UTF-8 counts as one. */
size_t text8_count(struct bytes text);

/* The byte offset of the nth code point; text.size for the one past the end, SIZE_MAX beyond. */
size_t text8_offset(struct bytes text, size_t nth);

/* The byte offset of the first `part` at or after byte `from`, or SIZE_MAX. In linear time. */
size_t text8_find(struct bytes text, struct bytes part, size_t from);
/* The last one that begins at or before byte `from`. */
size_t text8_find_last(struct bytes text, struct bytes part, size_t from);
