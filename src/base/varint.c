/* varint.c - numbers in groups of seven bits. */

#include "base/varint.h"

#include "base/kit.h"

enum assay_status varint_read(struct cursor *cursor, uint64_t *value)
{
    uint64_t at = cursor_at(cursor);

    *value = 0;
    for (unsigned i = 0; i < VARINT_MAX; i++) {
        uint8_t byte;

        TRY(cursor_u8(cursor, &byte));
        if (!varint_add(value, i, byte))
            break;
        if (byte < 0x80)
            return ASSAY_OK;
    }
    return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a number of more than 64 bits");
}
