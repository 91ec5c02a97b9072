/*
 * coded_spans.h - parts of a text that mean other text than their bytes show, by escapes
 * (escapes.h), in base64 or in hexadecimal (encoded.h): found while a stream goes by, decoded and
 * searched when it is settled.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In order of their starts; they may overlap. `all` is from malloc(), the owner's to free(). */
struct coded_spans {
    struct coded_span {
        uint64_t start, end;
        enum encoded_as {
            ENCODED_NOT, /* escapes of single letters */
            ENCODED_BASE64,
            ENCODED_HEX,
        } as;
        bool packed; /* base64 of what is packed, or base64 again: its pieces make one value */
        bool first;  /* that piece begins it */
    } * all;
    size_t count, capacity;
    bool out_of_memory;
};

/* False where memory ran out, which `out_of_memory` keeps. */
bool coded_spans_add(struct coded_spans *spans, struct coded_span span);
