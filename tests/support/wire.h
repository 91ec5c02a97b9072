/* wire.h - protobuf messages for tests, written field by field. */

#pragma once

#include <string.h>

#include "base/buf.h"
#include "base/kit.h"

static inline void wire_number(struct buf *out, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        buf_byte(out, (uint8_t)(number | 0x80));
    buf_byte(out, (uint8_t)number);
}

static inline void wire_varint(struct buf *out, uint32_t field, uint64_t value)
{
    wire_number(out, (uint64_t)field << 3);
    wire_number(out, value);
}

static inline void wire_bytes(struct buf *out, uint32_t field, const void *data, size_t size)
{
    wire_number(out, (uint64_t)field << 3 | 2);
    wire_number(out, size);
    if (size)
        buf_add(out, data, size);
}

static inline void wire_text(struct buf *out, uint32_t field, const char *text)
{
    wire_bytes(out, field, text, strlen(text));
}

/* Closes a message that began as an empty `inner`: its bytes become a field of `out`. */
static inline void wire_message(struct buf *out, uint32_t field, struct buf *inner)
{
    wire_bytes(out, field, inner->data, inner->size);
    buf_reset(inner);
}

/* Puts what `out` holds into a field of itself. */
static inline void wire_wrap(struct buf *out, uint32_t field)
{
    CLEANUP(buf_clear) struct buf inner;

    buf_init(&inner, SIZE_MAX);
    buf_add(&inner, out->data, out->size);
    buf_reset(out);
    wire_bytes(out, field, inner.data, inner.size);
}
