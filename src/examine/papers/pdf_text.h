/*
 * pdf_text.h - the text that objects and pages of a PDF show: strings, put together as they follow
 * one another on a line. Letters of one word may be strings of their own.
 *
 * Codes of a page are read by its fonts; else they are Latin letters, or UTF-16 where a string says
 * so. A font that is set by ExtGState is not seen.
 *
 * Source: ISO 32000-1, 8.4.2 (q and Q), 9.4 (text).
 */

#pragma once

#include "examine/inspector.h"
#include "examine/papers/pdf_fonts.h"

struct pdf_text {
    struct evidence *evidence;
    const struct pdf_fonts *fonts;
    struct pdf_lexer lexer;
    uint64_t at; /* where the text stands, as it is told */
    bool page;   /* in the language of pages */

    struct pdf_version {
        struct buf out; /* what waits to be handed on */
        bool line;      /* has something */
    } versions[PDF_READINGS];
    struct pdf_shown {
        const struct pdf_reading *readings;
        size_t count;
    } font, saved[32];
    size_t saved_count; /* may be more than are kept */
    uint64_t name;      /* the last one */

    struct pdf_tally tally; /* of strings that no operator has shown so far */

    unsigned arrays, dictionaries; /* that are open */
    bool shown;                    /* the last string was */
    int64_t height;
};

/* `fonts` are the caller's. */
void pdf_text_init(struct pdf_text *text, struct evidence *evidence, const struct pdf_fonts *fonts);
void pdf_text_clear(struct pdf_text *text);

/* Begins an object, or a page's text, that stands at `at`. */
void pdf_text_start(struct pdf_text *text, uint64_t at, bool page);
/* The next bytes of it. */
void pdf_text_read(struct pdf_text *text, struct bytes bytes);
/* Hands on what waits. */
void pdf_text_end(struct pdf_text *text);

ASSAY_RESULT pdf_text_status(const struct pdf_text *text, struct assay_error *err);
