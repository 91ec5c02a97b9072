/* text_lines.h - which line of a text a reader is in, so that it can tell places. */

#pragma once

#include <assay/inventory.h>

#include "base/cursor.h"

/* Offsets are those of the item, or of the text that was decoded. */
struct text_lines {
    uint64_t line, line_at; /* from 1; where it begins */
};

static inline struct text_lines text_lines_from(uint64_t offset)
{
    return (struct text_lines){.line = 1, .line_at = offset};
}

/* Many bytes: out of line. */
void text_lines_pass_many(struct text_lines *lines, struct bytes some, uint64_t offset);

/* `some` stands at `offset`. */
static inline void text_lines_pass(struct text_lines *lines, struct bytes some, uint64_t offset)
{
    enum { FEW = 32 };

    if (some.size > FEW) {
        text_lines_pass_many(lines, some, offset);
        return;
    }
    for (size_t i = 0; i < some.size; i++) {
        if (some.data[i] != '\n')
            continue;
        lines->line++;
        lines->line_at = offset + i + 1;
    }
}

struct assay_place text_lines_place(const struct text_lines *lines, uint64_t offset);

/*
 * The next line with its line feed, or the first `most` bytes of what is left of it, without
 * moving. *whole: the line ends there, or the text; empty at the end.
 */
ASSAY_RESULT text_lines_peek(struct cursor *cursor, size_t most, struct bytes *line, bool *whole);
