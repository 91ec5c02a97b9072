/*
 * escapes.h - letters that a text writes as escapes, though nobody needs that: \u0067 in JSON, \x67
 * and \U00000067 in the double quotes of YAML, Python, JavaScript, &#103; and &#x67; in HTML and
 * XML, %67 in addresses. Bytes do not show what such a text says, so the text around each escape is
 * searched as it reads.
 *
 * What is longer than a span is not put together: a token that is escaped from end to end counts up
 * to some 160 letters.
 */

#pragma once

#include "base/buf.h"
#include "examine/detect/coded_spans.h"
#include "examine/detect/view.h"

/* Letters and digits that no writer of an address escapes. */
#define ESCAPE_UNRESERVED "(3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA])"

/* Where one ends, for Hyperscan. Of HTML and of addresses, what encoders have reason to write is
 * left out, and of "%41" one alone, which printf() has as well. */
#define ESCAPE_EXPRESSION                                                                          \
    "\\\\u00[2-7][0-9a-fA-F]|\\\\x[2-7][0-9a-fA-F]|\\\\U000000[2-7][0-9a-fA-F]"                    \
    "|&#0{0,4}(4[89]|5[0-7]|6[4-9]|[78][0-9]|90|95|9[7-9]|1[01][0-9]|12[0-2]);"                    \
    "|&#[xX]0{0,4}(3[0-9]|4[0-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA]);"                         \
    "|%" ESCAPE_UNRESERVED "%" ESCAPE_UNRESERVED

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
