/* object_id.c - ids of objects as bytes and as text. */

#include "source/git/object_id.h"

#include "base/codec.h"

enum { SHA1_ID = 20, SHA256_ID = 32 };

void object_id_of(struct object_id *id, const uint8_t *bytes, size_t size)
{
    *id = (struct object_id){.size = (uint8_t)size};
    memcpy(id->bytes, bytes, size);
}

bool object_id_parse(struct bytes hex, struct object_id *id)
{
    struct object_id parsed = {.size = (uint8_t)(hex.size / 2)};

    if (hex.size != (size_t)2 * SHA1_ID && hex.size != (size_t)2 * SHA256_ID)
        return false;
    for (size_t i = 0; i < hex.size; i += 2) {
        int high = hex_value(hex.data[i]), low = hex_value(hex.data[i + 1]);

        if (high < 0 || low < 0)
            return false;
        parsed.bytes[i / 2] = (uint8_t)(high << 4 | low);
    }
    *id = parsed;
    return true;
}

bool object_id_take(struct bytes *rest, struct object_id *id)
{
    size_t size = 0;

    while (size < rest->size && size < OBJECT_HEX_MAX && hex_is_digit(rest->data[size]))
        size++;
    if (!object_id_parse(bytes_of(rest->data, size), id))
        return false;
    *rest = bytes_from(*rest, size);
    return true;
}

void object_id_text(const struct object_id *id, char out[OBJECT_HEX_MAX + 1])
{
    hex_encode(object_id_bytes(id), out);
}
