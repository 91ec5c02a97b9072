/* text.h - bounded C strings, UTF-8, and names made safe to show. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct buf;

/* Copies as much of `from` as fits, always terminated; true when all of it did. */
bool text_copy(char *to, size_t size, const char *from);
bool text_append(char *to, size_t size, const char *from);

/* True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629).
 */
bool utf8_valid(struct bytes text);

/* Without the byte order mark that some editors put in front. */
struct bytes text_unmarked(struct bytes text);

/*
 * Reads the code point at the front of `text` and tells its size in bytes, 1 to 4.
 * Returns false, with *size 1, where the bytes are not well-formed UTF-8.
 */
bool utf8_decode(struct bytes text, uint32_t *code, size_t *size);

/* Appends a code point as UTF-8; returns the number of bytes written to `out`, 0 if it is none. */
size_t utf8_encode(uint32_t code, char out[4]);

/*
 * Appends `name` as a person may see it: control characters as \x1b, bidirectional and invisible
 * marks as \u202e, bytes that are not UTF-8 as \xNN, a backslash as it is.
 */
void text_show(struct buf *out, struct bytes name);

/*
 * Appends JSON as a terminal may be given it: the same value, with control characters that JSON
 * lets stand as they are (U+007F to U+009F) and the marks above as escapes.
 */
void text_show_json(struct buf *out, struct bytes json);

/* The word of `words` (count of them) nearest to `word` in edits, or NULL when none is near. */
const char *text_nearest(const char *word, const char *const *words, size_t count);

/* True when all of `text` is a decimal number that fits, without sign, blanks or leading zeros. */
bool text_u64(struct bytes text, uint64_t *out);
