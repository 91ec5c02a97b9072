/*
 * html_scan.h - a text in HTML tag by tag through a cursor, as tolerant as browsers are: what is no
 * tag is text, comments and what scripts hold are nothing. Source: WHATWG HTML, section 13.2.5.
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"
#include "examine/text/text_lines.h"

enum html_token { HTML_OVER, HTML_TEXT, HTML_OPEN, HTML_CLOSE };

enum {
    HTML_TAG_NAME = 12,   /* letters of a tag's name that are kept */
    HTML_TAG_MOST = 1024, /* bytes of what stands behind the name */
};

struct html_scan {
    /* About the last token, valid until the next call. */
    struct bytes text;       /* TEXT: a piece of it, which begins at html_scan_at() */
    struct bytes name;       /* OPEN, CLOSE: in small letters */
    struct bytes attributes; /* and what stands behind it: html_attribute() */

    /* The scanner's own. */
    struct cursor *cursor;
    struct text_lines *lines; /* borrowed: where the scan is */
    struct buf tag;
    uint8_t letters[HTML_TAG_NAME];
    bool opened; /* the last token was HTML_OPEN */
};

/* Starts at the cursor's place. Release with html_scan_clear(). */
void html_scan_init(struct html_scan *scan, struct cursor *cursor, struct text_lines *lines);
void html_scan_clear(struct html_scan *scan);

/* Fails by the cursor's stream and memory only. What is not closed goes to the end. */
ASSAY_RESULT html_next(struct html_scan *scan, enum html_token *token);

/* Where a text begins; behind a tag. */
static inline uint64_t html_scan_at(const struct html_scan *scan)
{
    return cursor_at(scan->cursor);
}
