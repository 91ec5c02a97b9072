/* protobuf.c - tags, varints and lengths, each held against the message that they stand in. */

#include "examine/protobuf.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/stream.h"

enum {
    VARINT_MAX = 10, /* bytes of 64 bits in sevens */
    NUMBER_MAX = (1 << 29) - 1,
};

void proto_init(struct proto *proto, struct cursor *cursor)
{
    *proto = (struct proto){.cursor = cursor, .next = cursor_at(cursor), .depth = 1};
    proto->ends[0] = cursor->size == STREAM_SIZE_UNKNOWN ? UINT64_MAX : cursor->size;
}

static uint64_t end_of(const struct proto *proto)
{
    return proto->ends[proto->depth - 1];
}

/* A number of at most 64 bits that ends before `end`. */
static ASSAY_RESULT read_varint(struct proto *proto, uint64_t end, uint64_t *value)
{
    uint64_t at = cursor_at(proto->cursor);

    *value = 0;
    for (unsigned i = 0; i < VARINT_MAX; i++) {
        uint8_t byte;

        if (at + i >= end)
            return cursor_fail_at(proto->cursor, ASSAY_EFORMAT, at,
                                  "a number that goes on behind its message");
        TRY(cursor_u8(proto->cursor, &byte));
        if (i == VARINT_MAX - 1 && byte > 1)
            break;
        *value |= (uint64_t)(byte & 0x7f) << 7 * i;
        if (byte < 0x80)
            return ASSAY_OK;
    }
    return cursor_fail_at(proto->cursor, ASSAY_EFORMAT, at, "a number of more than 64 bits");
}

/* True where the innermost message has no more fields. */
static ASSAY_RESULT at_end(struct proto *proto, bool *ended)
{
    uint64_t end = end_of(proto);

    if (end == UINT64_MAX)
        return cursor_ended(proto->cursor, ended);
    *ended = cursor_at(proto->cursor) >= end;
    return ASSAY_OK;
}

static ASSAY_RESULT read_fixed(struct proto *proto, struct proto_field *field)
{
    uint32_t small;

    if (end_of(proto) - cursor_at(proto->cursor) < (proto_wire(field) == PROTO_FIXED32 ? 4U : 8U))
        return cursor_fail_at(proto->cursor, ASSAY_EFORMAT, field->at,
                              "a number that goes on behind its message");
    if (proto_wire(field) == PROTO_FIXED64)
        return cursor_u64le(proto->cursor, &field->value);
    TRY(cursor_u32le(proto->cursor, &small));
    field->value = small;
    return ASSAY_OK;
}

static ASSAY_RESULT read_length(struct proto *proto, struct proto_field *field)
{
    uint64_t end = end_of(proto), at;

    TRY(read_varint(proto, end, &field->value));
    at = cursor_at(proto->cursor);
    if (field->value > end - at || field->value > cursor_left(proto->cursor))
        return cursor_fail_at(proto->cursor, ASSAY_EFORMAT, field->at,
                              "a field of %" PRIu64 " bytes, but %" PRIu64
                              " are left in its message",
                              field->value, end - at);
    proto->next = at + field->value;
    return ASSAY_OK;
}

enum assay_status proto_next(struct proto *proto, struct proto_field *field, bool *more)
{
    uint64_t tag;
    bool ended;

    if (proto->next > cursor_at(proto->cursor))
        TRY(cursor_skip(proto->cursor, proto->next - cursor_at(proto->cursor)));
    TRY(at_end(proto, &ended));
    *more = !ended;
    if (ended) {
        proto->depth -= proto->depth > 1;
        return ASSAY_OK;
    }
    field->at = cursor_at(proto->cursor);
    TRY(read_varint(proto, end_of(proto), &tag));
    if (tag >> 3 == 0 || tag >> 3 > NUMBER_MAX)
        return cursor_fail_at(proto->cursor, ASSAY_EFORMAT, field->at,
                              "a field of the number %" PRIu64, tag >> 3);
    field->tag = (uint32_t)tag;
    switch (field->tag & 7) {
    case PROTO_VARINT:
        TRY(read_varint(proto, end_of(proto), &field->value));
        break;
    case PROTO_FIXED64:
    case PROTO_FIXED32:
        TRY(read_fixed(proto, field));
        break;
    case PROTO_BYTES:
        return read_length(proto, field);
    default:
        return cursor_fail_at(proto->cursor, ASSAY_EFORMAT, field->at,
                              "a field of the wire type %u", (unsigned)(field->tag & 7));
    }
    proto->next = cursor_at(proto->cursor);
    return ASSAY_OK;
}

enum assay_status proto_enter(struct proto *proto, const struct proto_field *field)
{
    if (proto->depth == PROTO_DEPTH)
        return cursor_fail_at(proto->cursor, ASSAY_ELIMIT, field->at,
                              "messages deeper than %d levels", PROTO_DEPTH);
    proto->ends[proto->depth++] = proto->next;
    proto->next = cursor_at(proto->cursor);
    return ASSAY_OK;
}

enum assay_status proto_text(struct proto *proto, const struct proto_field *field, size_t keep,
                             struct buf *text)
{
    size_t kept = field->value < keep ? (size_t)field->value : keep;
    uint8_t *room;

    buf_reset(text);
    if (kept == 0)
        return ASSAY_OK;
    room = buf_room(text, kept);
    if (!room)
        return cursor_fail_at(proto->cursor, text->status, field->at, "no room for a text");
    TRY(cursor_copy(proto->cursor, room, kept));
    buf_used(text, kept);
    return ASSAY_OK;
}

enum assay_status proto_name(struct proto *proto, const struct proto_field *field,
                             struct proto_name *name)
{
    name->cut = field->value > sizeof name->bytes;
    name->size = name->cut ? sizeof name->bytes : (size_t)field->value;
    return cursor_copy(proto->cursor, name->bytes, name->size);
}

enum assay_status proto_varint(struct proto *proto, const struct proto_field *field,
                               uint64_t *value, bool *more)
{
    if (proto_wire(field) != PROTO_BYTES) {
        *value = field->value;
        *more = *more && proto_wire(field) == PROTO_VARINT && proto->next != field->at;
        proto->next = field->at; /* told: the next call finds nothing */
        return ASSAY_OK;
    }
    *more = cursor_at(proto->cursor) < proto->next;
    return *more ? read_varint(proto, proto->next, value) : ASSAY_OK;
}

/* The likeness of a message that begins at the front of `bytes`; the whole of it has `size`. */
struct likeness {
    struct bytes bytes;
    uint64_t size;
    size_t at;
    bool cut; /* the bytes end before what was being read */
};

enum { TAG_BITS = 5, TEXT_BITS = 4, LIKE_DEPTH = 6 };

static bool like_varint(struct likeness *like, uint64_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < VARINT_MAX; i++) {
        uint8_t byte;

        if (like->at == like->bytes.size) {
            like->cut = like->size > like->at;
            return false;
        }
        byte = like->bytes.data[like->at++];
        *value |= (uint64_t)(byte & 0x7f) << 7 * i;
        if (byte < 0x80)
            return true;
    }
    return false;
}

static bool is_shown(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ' && text.data[i] != '\n' && text.data[i] != '\t' &&
            text.data[i] != '\r')
            return false;
    return true;
}

static const struct proto_shape *find_shape(const struct proto_shape *shape, uint64_t tag)
{
    for (; shape->number; shape++)
        if (PROTO_TAG(shape->number, shape->wire) == tag)
            return shape;
    return NULL;
}

/* NOLINTBEGIN(misc-no-recursion): bounded by LIKE_DEPTH */

static unsigned like_message(struct bytes bytes, uint64_t size, const struct proto_shape *shape,
                             unsigned depth, uint32_t *seen);

/* What a field's bytes are worth, or 0 where they contradict it. */
static unsigned like_bytes(struct likeness *like, const struct proto_shape *field, unsigned depth)
{
    unsigned bits = 1;
    struct bytes held;
    uint32_t seen;
    uint64_t size;

    if (!like_varint(like, &size))
        return like->cut;
    if (size > like->size - like->at) {
        like->cut = true; /* a file that was cut short; inside of a message it is a lie */
        return depth == 0;
    }
    held = bytes_from(like->bytes, like->at);
    if (size < held.size)
        held.size = (size_t)size;
    if (field && field->text)
        bits = !is_shown(held) ? 0 : held.size > 0 ? TEXT_BITS : 1;
    else if (field && field->inside && size > 0 && depth < LIKE_DEPTH)
        bits = like_message(held, size, field->inside, depth + 1, &seen);
    like->cut = held.size < size;
    like->at += held.size;
    return bits;
}

/* Of a field that the shape does not have `field` is NULL. */
static unsigned like_field(struct likeness *like, unsigned wire, const struct proto_shape *field,
                           unsigned depth)
{
    uint64_t value;

    switch (wire) {
    case PROTO_VARINT:
        return like_varint(like, &value) || like->cut;
    case PROTO_BYTES:
        return like_bytes(like, field, depth);
    case PROTO_FIXED32:
    case PROTO_FIXED64:
        like->at += wire == PROTO_FIXED32 ? 4 : 8;
        like->cut = like->at > like->bytes.size;
        return like->at <= like->size;
    default:
        return 0;
    }
}

static unsigned like_message(struct bytes bytes, uint64_t size, const struct proto_shape *shape,
                             unsigned depth, uint32_t *seen)
{
    struct likeness like = {.bytes = bytes, .size = size};
    unsigned bits = 1;

    *seen = 0;
    while (like.at < bytes.size && !like.cut) {
        const struct proto_shape *field;
        unsigned worth;
        uint64_t tag;

        if (!like_varint(&like, &tag))
            return like.cut ? bits : 0;
        field = find_shape(shape, tag);
        if (field)
            *seen |= UINT32_C(1) << (field - shape);
        else if (depth > 0 || tag >> 3 == 0)
            return 0;
        worth = like_field(&like, (unsigned)tag & 7, field, depth);
        if (worth == 0)
            return 0;
        bits += field ? TAG_BITS + worth : 0;
    }
    return bits;
}

/* NOLINTEND(misc-no-recursion) */

unsigned proto_likeness(struct bytes head, uint64_t size, const struct proto_shape *shape,
                        uint32_t *seen)
{
    return like_message(head, size, shape, 0, seen);
}
