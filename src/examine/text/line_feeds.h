/* line_feeds.h - the line feeds of a text: places are told by line and column. */

#pragma once

#include "base/bytes.h"

struct line_feeds {
    uint64_t count;
    size_t behind; /* the last one; 0: there is none */
};

struct line_feeds line_feeds_of(struct bytes text);

/* The same by vectors of 16 or 64 bytes; of 16 where the processor has no wider ones. */
struct line_feeds line_feeds_of_width(unsigned bytes, struct bytes text);
