/* utf16.h - text in UTF-16 as UTF-8. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

struct buf;

/* Appends `text` as UTF-8; half a pair, and an odd byte at the end, become U+FFFD. */
void utf16_decode(struct buf *out, struct bytes text, bool big_endian);
