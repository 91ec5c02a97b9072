/*
 * single_byte.h - text with one byte a character, as programs of Western Europe wrote it before
 * UTF-8: ISO 8859-1, or windows-1252, which has more marks and letters where the other has none.
 *
 * Nothing in such a text tells its encoding. What tells others apart is how they use these bytes:
 * letters of other scripts stand next to one another, those of other code pages where a mark or a
 * capital cannot stand. Source: the encoding standard of WHATWG, index windows-1252.
 */

#pragma once

#include "base/buf.h"
#include "base/bytes.h"

/* All zero at first. */
struct single_byte {
    uint64_t high;        /* bytes past ASCII */
    uint64_t joined;      /* those behind another one */
    uint64_t strange;     /* marks between letters, capitals behind small letters */
    bool marks;           /* some are of windows-1252 only */
    bool none;            /* some are no character at all */
    uint8_t before, mark; /* the last byte; the mark that waits for what follows it, or 0 */
};

/* Takes the next piece of the text. */
void single_byte_feed(struct single_byte *text, struct bytes piece);

/* The encoding, or NULL where the bytes speak against both, or are ASCII. */
const char *single_byte_name(const struct single_byte *text);

/* Appends `text` in UTF-8; what is no character becomes U+FFFD. */
void single_byte_decode(struct buf *out, struct bytes text);
