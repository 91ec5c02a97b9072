/* wide_text.h - text in UTF-16 or UTF-32, which patterns of bytes do not find anything in. */

#pragma once

#include <assay/error.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/stream.h"

enum wide_text { WIDE_NONE, WIDE_16LE, WIDE_16BE, WIDE_32LE, WIDE_32BE };

/* What the first bytes are, with a mark of order in front or without. */
enum wide_text wide_text_of(struct bytes head);

const char *wide_text_name(enum wide_text wide); /* "utf-16le" */

/* The same text in UTF-8, without its mark; half a pair and what is no character become U+FFFD. */
struct wide_stream {
    const struct stream *raw; /* read by offset */
    enum wide_text wide;
    uint64_t at; /* of the next byte that is not decoded */
    struct buf text;
    size_t given;
};

/* `raw` outlives the stream; `out` is to be closed, which clears `state`. */
void wide_stream_open(struct wide_stream *state, const struct stream *raw, enum wide_text wide,
                      struct stream *out);
