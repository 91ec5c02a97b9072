/*
 * folded_lines.h - lines that go on in the next one where that begins with a blank: those of
 * vCard, iCalendar, LDIF and the head of a mail. Source: RFC 6350, 3.2; RFC 2849; RFC 5322, 2.2.3.
 */

#pragma once

#include "base/buf.h"
#include "examine/tables/text_tables.h"
#include "examine/text/text_lines.h"

enum { FOLDED_LINE_MOST = 16 * 1024 /* bytes of one that are kept */ };

struct folded_lines {
    /* About the last line. */
    struct bytes text;        /* without folds and line feed; valid until the next call */
    uint64_t start, end;      /* in the item */
    struct assay_place place; /* of `start` */
    bool folded;              /* its bytes do not stand so in the item */

    /* The reader's own. */
    struct cursor *cursor;
    struct text_lines lines;
    struct buf kept;
    bool keeps_blank; /* that a line goes on with, as in mails */
};

/* Starts at the cursor's place. Release with folded_lines_clear(). */
void folded_lines_init(struct folded_lines *lines, struct cursor *cursor);
void folded_lines_clear(struct folded_lines *lines);

/* False in *found at the end. Fails by the cursor's stream and memory only. */
ASSAY_RESULT folded_lines_next(struct folded_lines *lines, bool *found);

/* A cell that `part` of the last line is. */
struct text_cell folded_lines_cell(const struct folded_lines *lines, struct bytes part);
