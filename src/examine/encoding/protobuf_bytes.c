/* protobuf_bytes.c - messages of Protocol Buffers that are in memory. */

#include "examine/encoding/protobuf_bytes.h"

#include "base/varint.h"

bool proto_take_bytes(struct bytes *bytes, uint64_t size, struct bytes *out)
{
    if (size > bytes->size)
        return false;
    *out = bytes_of(bytes->data, (size_t)size);
    *bytes = bytes_from(*bytes, (size_t)size);
    return true;
}

static bool take_value(struct bytes *bytes, struct proto_value *field)
{
    uint64_t size;

    switch (field->wire) {
    case PROTO_VARINT:
        return varint_take(bytes, &field->integer);
    case PROTO_FIXED64:
        return proto_take_bytes(bytes, 8, &field->bytes);
    case PROTO_BYTES:
        return varint_take(bytes, &size) && proto_take_bytes(bytes, size, &field->bytes);
    case PROTO_FIXED32:
        return proto_take_bytes(bytes, 4, &field->bytes);
    default: /* groups, which nobody writes any more */
        return false;
    }
}

bool proto_take_field(struct bytes *message, struct proto_value *field)
{
    struct bytes left = *message;
    uint64_t tag;

    if (!varint_take(&left, &tag) || tag >> 3 == 0 || tag >> 3 > PROTO_NUMBER_MAX)
        return false;
    *field = (struct proto_value){.number = (uint32_t)(tag >> 3), .wire = tag & 7};
    if (!take_value(&left, field))
        return false;
    *message = left;
    return true;
}
