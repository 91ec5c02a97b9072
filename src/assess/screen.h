/* screen.h - a screen of text for a person who asks: labels, and paragraphs beside them. */

#pragma once

#include "base/buf.h"

enum { SCREEN_WIDTH = 88, SCREEN_LABEL = 10 }; /* columns; of the whole, and of a label */

/* A label and a text beside it, wrapped between words and indented. */
void screen_paragraph(struct buf *out, const char *label, const char *text);

/* How far a citation was checked, in words. */
const char *screen_mark(char mark);
