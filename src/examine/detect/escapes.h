/*
 * escapes.h - letters that a text writes as escapes, though nobody needs that: \u0067 in JSON, \x67
 * and \U00000067 in the double quotes of YAML, Python, JavaScript. Bytes do not show what such a
 * text says, so the text around each escape is searched as it reads.
 *
 * What is longer than a span is not put together: a token that is escaped from end to end counts up
 * to some 160 letters.
 */

#pragma once

#include "base/buf.h"
#include "examine/detect/coded_spans.h"
#include "examine/detect/view.h"

/* Where one ends, for Hyperscan. */
#define ESCAPE_EXPRESSION                                                                          \
    "\\\\u00[2-7][0-9a-fA-F]|\\\\x[2-7][0-9a-fA-F]|\\\\U000000[2-7][0-9a-fA-F]"

enum { ESCAPE_BEFORE = 512, ESCAPE_BEHIND = 1000 }; /* bytes of a span around its first escape */

/* An escape ends at `to`: adds the span around it, unless those before `*covered` have it. */
void escapes_met(struct coded_spans *spans, const struct view *view, uint64_t to,
                 uint64_t *covered);

/* The text that `raw` means, behind what `out` holds. */
void escapes_decode(struct bytes raw, struct buf *out);

/* Where the byte `at` of the text stands in `raw`. */
size_t escapes_place(struct bytes raw, size_t at);

/* True where such an escape begins in [from, to) of `raw`. */
bool escapes_hide(struct bytes raw, size_t from, size_t to);
