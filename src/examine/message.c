/* message.c - fields of a message of Protocol Buffers that is in memory. */

#include "examine/message.h"

enum { VARINT_BYTES = 10 };

bool message_integer(struct bytes *data, uint64_t *out)
{
    *out = 0;
    for (unsigned i = 0; i < VARINT_BYTES && i < data->size; i++) {
        *out |= (uint64_t)(data->data[i] & 0x7f) << (7 * i);
        if (!(data->data[i] & 0x80)) {
            *data = bytes_from(*data, i + 1);
            return true;
        }
    }
    return false;
}

bool message_take(struct bytes *data, uint64_t size, struct bytes *out)
{
    if (size > data->size)
        return false;
    *out = bytes_of(data->data, (size_t)size);
    *data = bytes_from(*data, (size_t)size);
    return true;
}

static bool read_value(struct bytes *data, struct message_field *field)
{
    uint64_t size;

    switch (field->wire) {
    case MESSAGE_INTEGER:
        return message_integer(data, &field->integer);
    case MESSAGE_8_BYTES:
        return message_take(data, 8, &field->bytes);
    case MESSAGE_BYTES:
        return message_integer(data, &size) && message_take(data, size, &field->bytes);
    case MESSAGE_4_BYTES:
        return message_take(data, 4, &field->bytes);
    default: /* groups, which nobody writes any more */
        return false;
    }
}

bool message_next(struct bytes *data, struct message_field *field)
{
    struct bytes left = *data;
    uint64_t tag;

    if (left.size == 0 || !message_integer(&left, &tag) || tag >> 3 == 0 ||
        tag >> 3 > UINT32_MAX >> 3)
        return false;
    *field = (struct message_field){.number = (uint32_t)(tag >> 3), .wire = tag & 7};
    if (!read_value(&left, field))
        return false;
    *data = left;
    return true;
}
