/* protobuf_shape.c - how much of a head had to be so for it to be a message. */

#include "examine/encoding/protobuf_shape.h"

#include "base/varint.h"

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
    struct bytes left = bytes_from(like->bytes, like->at);
    const size_t before = left.size;

    if (!varint_take(&left, value)) {
        like->cut = before < VARINT_MAX && like->size > like->bytes.size;
        return false;
    }
    like->at += before - left.size;
    return true;
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
