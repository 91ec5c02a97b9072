/* zip.h - zips made by hand: each record with the values that a test gives it. */

#pragma once

#include "base/buf.h"
#include "source/inflate.h"

struct zip_values {
    const char *name;
    struct bytes data, extra; /* the data as it is packed */
    uint16_t flags, method;
    uint32_t sum, packed, plain; /* taken from the data where zero; the first by zip_values_of() */
};

static inline struct zip_values zip_values_of(const char *name, const char *data)
{
    return (struct zip_values){.name = name,
                               .data = bytes_text(data),
                               .sum = inflate_crc32(0, bytes_text(data)),
                               .packed = (uint32_t)strlen(data),
                               .plain = (uint32_t)strlen(data)};
}

static inline void zip_u16(struct buf *out, uint32_t value)
{
    buf_byte(out, (uint8_t)value);
    buf_byte(out, (uint8_t)(value >> 8));
}

static inline void zip_u32(struct buf *out, uint32_t value)
{
    zip_u16(out, value & 0xffff);
    zip_u16(out, value >> 16);
}

static inline void zip_common(struct buf *out, const struct zip_values *values)
{
    zip_u16(out, 20);
    zip_u16(out, values->flags);
    zip_u16(out, values->method);
    zip_u32(out, 0);
    zip_u32(out, values->sum);
    zip_u32(out, values->packed);
    zip_u32(out, values->plain);
    zip_u16(out, (uint32_t)strlen(values->name));
    zip_u16(out, (uint32_t)values->extra.size);
}

/* The header and the data; its offset. */
static inline uint32_t zip_put_local(struct buf *out, const struct zip_values *values)
{
    uint32_t at = (uint32_t)out->size;

    buf_add(out, "PK\3\4", 4);
    zip_common(out, values);
    buf_text(out, values->name);
    buf_add(out, values->extra.data, values->extra.size);
    buf_add(out, values->data.data, values->data.size);
    return at;
}

static inline void zip_put_central(struct buf *out, const struct zip_values *values, uint32_t at)
{
    buf_add(out, "PK\1\2\x14\3", 6);
    zip_common(out, values);
    zip_u16(out, 0); /* comment */
    zip_u16(out, 0); /* disk */
    zip_u16(out, 0);
    zip_u32(out, 0100644U << 16);
    zip_u32(out, at);
    buf_text(out, values->name);
    buf_add(out, values->extra.data, values->extra.size);
}

static inline void zip_put_end(struct buf *out, uint32_t count, uint32_t size, uint32_t at,
                               const char *comment)
{
    buf_add(out, "PK\5\6\0\0\0\0", 8);
    zip_u16(out, count);
    zip_u16(out, count);
    zip_u32(out, size);
    zip_u32(out, at);
    zip_u16(out, (uint32_t)strlen(comment));
    buf_text(out, comment);
}
