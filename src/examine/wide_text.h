/* wide_text.h - text in UTF-16 or UTF-32, which patterns of bytes do not find anything in. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* True where the first bytes are such a text, with a mark of order in front or without. */
bool is_wide_text(struct bytes head);
