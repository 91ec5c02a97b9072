/* varint.c - numbers in groups of seven bits. */

#include "base/varint.h"

#include "base/kit.h"

/* Adds byte `index`; false where the number grows beyond 64 bits. */
static bool add(uint64_t *value, unsigned index, uint8_t byte)
{
    if (index == VARINT_MAX - 1 && byte > 1)
        return false;
    *value |= (uint64_t)(byte & 0x7f) << 7 * index;
    return true;
}

bool varint_take(struct bytes *bytes, uint64_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < VARINT_MAX && i < bytes->size; i++) {
        uint8_t byte = bytes->data[i];

        if (!add(value, i, byte))
            return false;
        if (byte < 0x80) {
            *bytes = bytes_from(*bytes, i + 1);
            return true;
        }
    }
    return false;
}

enum assay_status varint_read(struct cursor *cursor, uint64_t *value)
{
    uint64_t at = cursor_at(cursor);

    *value = 0;
    for (unsigned i = 0; i < VARINT_MAX; i++) {
        uint8_t byte;

        TRY(cursor_u8(cursor, &byte));
        if (!add(value, i, byte))
            break;
        if (byte < 0x80)
            return ASSAY_OK;
    }
    return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a number of more than 64 bits");
}
