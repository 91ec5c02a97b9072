/*
 * office_theme.h - the theme of a workbook of Excel 97 to 2003, which Excel has kept as a zip in
 * its bytes since 2007: an ordinary part of it, and no zip that hides behind a workbook.
 */

#pragma once

#include "base/bytes.h"

#include <stdbool.h>

/*
 * Whether the last zip that ends in `tail`, the last bytes of a file that begins with `head` and
 * has `size` bytes, is such a theme: all its members are those of one, and no other zip may end
 * there. Where it stands in the file is told. Source: [MS-XLS], 2.4.326 (Theme).
 */
bool office_theme_find(struct bytes head, struct bytes tail, uint64_t size, uint64_t *begin,
                       uint64_t *end);
