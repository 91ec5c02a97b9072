/*
 * r_stream.h - the words that R's serialize() writes, in each of its three encodings: XDR (big
 * endian), the writer's own binary, and ASCII.
 * Source: R Internals 1.8; R, src/main/serialize.c (InInteger, InReal, InString).
 */

#pragma once

#include "base/cursor.h"

enum r_encoding { R_XDR, R_NATIVE, R_ASCII };

enum { R_TEXT_KEPT = 64, R_NA = INT32_MIN };

struct r_stream {
    struct cursor *cursor;
    enum r_encoding encoding;
    char text[R_TEXT_KEPT + 1]; /* the beginning of the last text, with a NUL behind it */
    size_t text_size;
};

ASSAY_RESULT r_int(struct r_stream *stream, int32_t *out);

/* A length; what does not fit 31 bits is written as -1 and two halves. ASSAY_EFORMAT where
 * negative.
 */
ASSAY_RESULT r_length(struct r_stream *stream, uint64_t *out);

/* A text of `size` bytes, of which the first stay in `text`. */
ASSAY_RESULT r_text(struct r_stream *stream, uint64_t size);

/* Passes over `count` values of `width` bytes (of two numbers each where `width` is 16). */
ASSAY_RESULT r_skip(struct r_stream *stream, uint64_t count, unsigned width);
