/* msgpack.c - MessagePack, value by value. Source: msgpack/spec.md, "Formats". */

#include "examine/encoding/msgpack.h"

#include <inttypes.h>

#include "base/kit.h"

static ASSAY_RESULT read_big(struct cursor *cursor, unsigned width, uint64_t *out)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < width; i++) {
        uint8_t byte;

        TRY(cursor_u8(cursor, &byte));
        value = value << 8 | byte;
    }
    *out = value;
    return ASSAY_OK;
}

static ASSAY_RESULT read_signed(struct cursor *cursor, unsigned width, struct msgpack *out)
{
    uint64_t value;

    TRY(read_big(cursor, width, &value));
    out->type = MSGPACK_INT;
    out->negative = value >> (8 * width - 1) & 1;
    if (out->negative && width < 8)
        value |= UINT64_MAX << 8 * width;
    out->integer = out->negative ? (uint64_t)0 - value : value;
    return ASSAY_OK;
}

static ASSAY_RESULT read_sized(struct cursor *cursor, enum msgpack_type type, unsigned width,
                               struct msgpack *out)
{
    uint64_t least;

    out->type = type;
    TRY(read_big(cursor, width, &out->size));
    if (type == MSGPACK_EXTENSION) {
        uint8_t byte;

        TRY(cursor_u8(cursor, &byte));
        out->extension = (int8_t)byte;
    }
    least = type == MSGPACK_MAP ? 2 * out->size : out->size; /* 32 bits, doubled */
    if (least > cursor_left(cursor))
        return cursor_fail(cursor, "%" PRIu64 " %s cannot be in the file", out->size,
                           type == MSGPACK_MAP || type == MSGPACK_ARRAY ? "values" : "bytes");
    return ASSAY_OK;
}

static ASSAY_RESULT read_short(struct cursor *cursor, enum msgpack_type type, uint64_t size,
                               struct msgpack *out)
{
    uint64_t least = type == MSGPACK_MAP ? 2 * size : size;

    out->type = type;
    out->size = size;
    return least <= cursor_left(cursor)
               ? ASSAY_OK
               : cursor_fail(cursor, "%" PRIu64 " values cannot be in the file", size);
}

static ASSAY_RESULT read_extension(struct cursor *cursor, uint64_t size, struct msgpack *out)
{
    uint8_t byte;

    TRY(cursor_u8(cursor, &byte));
    out->extension = (int8_t)byte;
    return read_short(cursor, MSGPACK_EXTENSION, size, out);
}

static ASSAY_RESULT read_marked(struct cursor *cursor, uint8_t mark, struct msgpack *out)
{
    switch (mark) {
    case 0xc0:
        out->type = MSGPACK_NIL;
        return ASSAY_OK;
    case 0xc2:
    case 0xc3:
        out->type = MSGPACK_BOOL;
        out->integer = mark & 1;
        return ASSAY_OK;
    case 0xc4:
    case 0xc5:
    case 0xc6:
        return read_sized(cursor, MSGPACK_BINARY, 1U << (mark - 0xc4), out);
    case 0xc7:
    case 0xc8:
    case 0xc9:
        return read_sized(cursor, MSGPACK_EXTENSION, 1U << (mark - 0xc7), out);
    case 0xca:
    case 0xcb:
        out->type = MSGPACK_FLOAT;
        return cursor_skip(cursor, mark == 0xca ? 4 : 8);
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
        out->type = MSGPACK_INT;
        return read_big(cursor, 1U << (mark - 0xcc), &out->integer);
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return read_signed(cursor, 1U << (mark - 0xd0), out);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
        return read_extension(cursor, UINT64_C(1) << (mark - 0xd4), out);
    case 0xd9:
    case 0xda:
    case 0xdb:
        return read_sized(cursor, MSGPACK_TEXT, 1U << (mark - 0xd9), out);
    case 0xdc:
    case 0xdd:
        return read_sized(cursor, MSGPACK_ARRAY, 2U << (mark - 0xdc), out);
    case 0xde:
    case 0xdf:
        return read_sized(cursor, MSGPACK_MAP, 2U << (mark - 0xde), out);
    default:
        return cursor_fail(cursor, "byte 0xc1, which MessagePack never uses");
    }
}

enum assay_status msgpack_next(struct cursor *cursor, struct msgpack *out)
{
    uint8_t mark;

    *out = (struct msgpack){0};
    TRY(cursor_u8(cursor, &mark));
    if (mark < 0x80 || mark >= 0xe0) {
        out->type = MSGPACK_INT;
        out->negative = mark >= 0xe0;
        out->integer = out->negative ? (uint64_t)(256 - mark) : mark;
        return ASSAY_OK;
    }
    if (mark < 0x90)
        return read_short(cursor, MSGPACK_MAP, mark & 0x0f, out);
    if (mark < 0xa0)
        return read_short(cursor, MSGPACK_ARRAY, mark & 0x0f, out);
    if (mark < 0xc0)
        return read_short(cursor, MSGPACK_TEXT, mark & 0x1f, out);
    return read_marked(cursor, mark, out);
}
