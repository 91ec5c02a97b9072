/*
 * pdf_lexer.h - the words of a PDF's objects and of its pages, as its bytes come.
 *
 * Source: ISO 32000-1, 7.2 (syntax), 7.3.4 (strings), 7.3.5 (names).
 */

#pragma once

#include "base/buf.h"

enum pdf_token {
    PDF_STRING,
    PDF_STRING_PART, /* of one that is longer than is kept at once: it goes on in the next */
    PDF_NAME,        /* without its slash, as it reads */
    PDF_NUMBER,      /* `number` of the lexer: the part before the point */
    PDF_WORD,        /* an operator, or a keyword */
    PDF_OPEN_LIST,
    PDF_CLOSE_LIST,
    PDF_OPEN_DICT,
    PDF_CLOSE_DICT,
};

struct pdf_lexer {
    void (*take)(void *reader, enum pdf_token token, struct bytes word);
    void *reader;
    int64_t number;

    struct buf word; /* the string, number or name that is being read */
    enum {
        PDF_BETWEEN,
        PDF_IN_WORD,
        PDF_IN_STRING,
        PDF_IN_HEX,
        PDF_IN_COMMENT,
        PDF_IN_PICTURE, /* in line, behind ID */
    } state;
    unsigned depth;  /* parentheses in a string */
    unsigned escape; /* 1: behind a backslash; 2, 3: digits of a code still to come */
    unsigned code;
    bool opened, closed; /* behind '<' or '>', which may be the first of two */
    bool picture;        /* behind BI: the next ID begins its bytes */
    unsigned end;        /* bytes of "EI" at the end of what was read of it */
};

void pdf_lexer_init(struct pdf_lexer *lexer,
                    void (*take)(void *reader, enum pdf_token token, struct bytes word),
                    void *reader);
void pdf_lexer_clear(struct pdf_lexer *lexer);

/* Begins anew. */
void pdf_lexer_start(struct pdf_lexer *lexer);
/* Nothing follows: tells what was half read, such as a string that nothing closes. */
void pdf_lexer_end(struct pdf_lexer *lexer);
void pdf_lexer_read(struct pdf_lexer *lexer, struct bytes bytes);
