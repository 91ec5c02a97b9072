/*
 * encoded.h - texts that stand in a text as base64, or as digits of hexadecimal: values of a Secret
 * of Kubernetes, of settings, of JSON. Bytes do not show what they say, so what decodes to text is
 * searched as it reads.
 *
 * A run of ENCODED_LEAST letters or more counts where it is a whole value, between quotes, blanks
 * or the like, and what its first letters mean is text, or begins as what is packed does: digests
 * and pictures do not. Lines of one value go on where they are as long as encoders make them. A
 * long text is searched in pieces that overlap; what is packed, or base64 once more, is gathered
 * whole (evidence_packed()). Either alphabet is taken; a value of that of URLs is found by
 * ENCODED_LEAST letters of both that follow one another.
 *
 * Source: RFC 4648, sections 4 and 5; RFC 2045, section 6.8 (lines).
 */

#pragma once

#include "base/buf.h"
#include "examine/detect/coded_spans.h"
#include "examine/detect/view.h"

enum { ENCODED_LEAST = 24 };

/* Where a stream was looked through to. */
struct encoded_state {
    uint64_t searched; /* behind the last byte that ends any run */
    uint64_t next;     /* the next piece of a value that goes on; 0: none */
    bool packed;       /* that value */
    enum encoded_as as;
};

/* Adds what begins before `to`; the view has 1 KiB more, unless it is the last. */
void encoded_look(struct encoded_state *state, const struct view *view, uint64_t to,
                  struct coded_spans *spans);

/* True where a text is base64 from end to end, and what it means begins with text or as what is
 * packed. */
bool encoded_is_whole(struct bytes text);

/* The same of its first bytes. */
bool encoded_begins(struct bytes text);

/* The text that `raw` means, behind what `out` holds. */
void encoded_decode(struct bytes raw, enum encoded_as as, struct buf *out);

/* Where the letters begin that the byte `at` of the text is written in. */
size_t encoded_place(struct bytes raw, enum encoded_as as, size_t at);
