/*
 * blank_stripes.h - columns of a table in plain text without any rule: what stands between stripes
 * that are blank in many lines, below a line of names.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum { STRIPES_COLUMNS = 64 };

struct stripes {
    size_t count;
    size_t starts[STRIPES_COLUMNS]; /* of columns, in bytes; the first is 0 */
    struct bytes names[STRIPES_COLUMNS];
};

/* True where names stand in the first line with more than one blank between two of them. */
bool blank_stripes_may_begin(struct bytes text);

/* False where `text` does not begin with such a table: a line of names, of which one is that of an
 * identifier, and lines of ASCII below it, up to a blank one or the end of what is at hand. */
bool blank_stripes_read(struct bytes text, struct stripes *out);
