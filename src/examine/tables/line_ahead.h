/*
 * line_ahead.h - the next line of a text that may be one of dashes, or begin a table in HTML or one
 * between stripes of blanks.
 *
 * Texts are read for tables whole, and most have none: a line is told by its first bytes, and only
 * where it begins is looked at.
 */

#pragma once

#include <stdint.h>

#include "base/bytes.h"

struct line_ahead {
    size_t at;      /* where it begins */
    size_t before;  /* where the line before it does; `at` where there is none */
    uint64_t lines; /* that end before it */
};

/* `text` begins with a line, behind a blank one or not. Without one that may, it is the last that
 * begins in the text: whether it may is seen when all of it is there. */
struct line_ahead line_ahead_of(struct bytes text, bool behind_blank);
