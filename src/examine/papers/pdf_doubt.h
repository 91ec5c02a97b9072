/*
 * pdf_doubt.h - whether a stream that says of itself to be a picture, or the file of a font, shows
 * text after all: viewers take it for a page where the document has it in a page's place.
 *
 * Neither pixels nor outlines are read as a page, for noise would show letters. An operator that
 * shows text, between signs that may stand around one, ends the doubt: of pixels one such piece in
 * some hundred has one by chance.
 *
 * Source: ISO 32000-1, 7.2.2 (characters), 9.4.3 (operators that show text).
 */

#pragma once

#include "base/buf.h"

struct pdf_doubt {
    bool open;
    struct buf before; /* the last piece, in which a string may begin that this one shows */
};

void pdf_doubt_init(struct pdf_doubt *doubt);
void pdf_doubt_clear(struct pdf_doubt *doubt);

/* Begins a stream; false for `open` where its dictionary does not raise the doubt. */
void pdf_doubt_start(struct pdf_doubt *doubt, bool open);

/* The next piece: true where it is to be read, and what is in `before` before it. */
bool pdf_doubt_ended(struct pdf_doubt *doubt, struct bytes piece);

/* At the end of a stream: true where its last bytes are such an operator, so that `before` is to be
 * read. */
bool pdf_doubt_ended_by_last(const struct pdf_doubt *doubt);
