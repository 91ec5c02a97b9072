/*
 * pdf_text.h - the text that objects and pages of a PDF show: strings, put together as they follow
 * one another on a line. Letters of one word may be strings of their own.
 *
 * Codes are taken as Latin letters, or as UTF-16 where a string says so. A font that numbers its
 * letters in its own way shows others: those are not put right.
 *
 * Source: ISO 32000-1, 7.2 (syntax), 7.3.4 (strings), 9.4 (text).
 */

#pragma once

#include "base/buf.h"
#include "examine/inspector.h"

struct pdf_text {
    struct evidence *evidence;
    uint64_t at;     /* where the text stands, as it is told */
    struct buf out;  /* what waits to be handed on */
    struct buf word; /* the string, number or name that is being read */

    enum {
        PDF_BETWEEN,
        PDF_WORD,
        PDF_STRING,
        PDF_HEX,
        PDF_COMMENT,
        PDF_PICTURE, /* in line, behind ID */
    } state;
    unsigned depth;  /* parentheses in a string */
    unsigned escape; /* 1: behind a backslash; 2, 3: digits of a code still to come */
    unsigned code;
    bool opened;      /* behind '<', which may be the first of two */
    unsigned arrays;  /* that are open */
    bool shown, line; /* the last string was; the line has one */
    int64_t number, height;
    uint8_t last; /* byte of a picture */
};

void pdf_text_init(struct pdf_text *text, struct evidence *evidence);
void pdf_text_clear(struct pdf_text *text);

/* Begins an object, or a page's text, that stands at `at`. */
void pdf_text_start(struct pdf_text *text, uint64_t at);
/* The next bytes of it. */
void pdf_text_read(struct pdf_text *text, struct bytes bytes);
/* Hands on what waits. */
void pdf_text_end(struct pdf_text *text);
