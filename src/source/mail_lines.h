/* mail_lines.h - a mail, or a box of them, as it is read: line by line. */

#pragma once

#include "source/source.h"

struct mail_lines {
    struct stream *in; /* borrowed */
    const struct source_budget *budget;
    uint64_t taken; /* bytes that were used */
    size_t at, have;
    bool goes_on; /* the line at hand began before: it is longer than the window */
    bool ended;
    uint8_t window[64 * 1024];
};

/* The next line with what ends it, as much as the window has room for; none at the end only. Valid
 * until the next call. */
ASSAY_RESULT mail_lines_peek(struct mail_lines *lines, struct bytes *line, struct assay_error *err);

/* Passes over the line that was peeked at. */
void mail_lines_take(struct mail_lines *lines, struct bytes line);

/* Without its line feed, and the carriage return before it. */
struct bytes mail_line_text(struct bytes line);
