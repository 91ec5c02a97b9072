/* protobuf.c - tags, varints and lengths, each held against the message that they stand in. */

#include "examine/encoding/protobuf.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/stream.h"
#include "base/varint.h"
#include "examine/encoding/textproto.h"

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

    if (proto->written)
        return textproto_next(proto->written, field, more);
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
    if (tag >> 3 == 0 || tag >> 3 > PROTO_NUMBER_MAX)
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
    if (proto->written)
        textproto_enter(proto->written);
    return ASSAY_OK;
}

/* The first bytes of the field just read; of a text that was written, as many as were kept. */
static ASSAY_RESULT copy_front(struct proto *proto, void *to, size_t *size)
{
    struct bytes kept;

    if (!proto->written)
        return cursor_copy(proto->cursor, to, *size);
    kept = buf_bytes(&proto->written->text);
    if (kept.size < *size)
        *size = kept.size;
    if (*size > 0)
        memcpy(to, kept.data, *size);
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
    TRY(copy_front(proto, room, &kept));
    buf_used(text, kept);
    return ASSAY_OK;
}

enum assay_status proto_name(struct proto *proto, const struct proto_field *field,
                             struct proto_name *name)
{
    name->cut = field->value > sizeof name->bytes;
    name->size = name->cut ? sizeof name->bytes : (size_t)field->value;
    return copy_front(proto, name->bytes, &name->size);
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
