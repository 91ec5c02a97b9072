/* ssh_wire.c - strings and numbers as SSH writes them. */

#include "crypto/ssh_wire.h"

#include <inttypes.h>

#include "base/kit.h"

enum { HIGH_BIT = 0x80 }; /* of the first byte: the number would be negative */

enum assay_status ssh_take(struct cursor *cursor, struct bytes *out)
{
    uint32_t size;

    TRY(cursor_u32be(cursor, &size));
    if (size > cursor_left(cursor))
        return cursor_fail(cursor, "a string of %" PRIu32 " bytes, where fewer are left", size);
    return cursor_take(cursor, size, out);
}

enum assay_status ssh_take_number(struct cursor *cursor, struct bytes *out)
{
    uint64_t at = cursor_at(cursor);
    struct bytes number;

    TRY(ssh_take(cursor, &number));
    if (number.size == 0 || (number.data[0] & HIGH_BIT))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a number that is not positive");
    if (number.data[0] == 0) {
        if (number.size == 1 || !(number.data[1] & HIGH_BIT))
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a number with needless zeros");
        number = bytes_from(number, 1);
    }
    *out = number;
    return ASSAY_OK;
}

enum assay_status ssh_end(struct cursor *cursor)
{
    return cursor_left(cursor) == 0 ? ASSAY_OK
                                    : cursor_fail(cursor, "bytes behind what should be the end");
}

static void put_size(struct buf *out, size_t size)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(out, (uint8_t)(size >> shift));
}

void ssh_put(struct buf *out, struct bytes string)
{
    put_size(out, string.size);
    buf_add(out, string.data, string.size);
}

void ssh_put_number(struct buf *out, struct bytes number)
{
    bool high;

    while (number.size > 0 && number.data[0] == 0)
        number = bytes_from(number, 1);
    high = number.size > 0 && (number.data[0] & HIGH_BIT);
    put_size(out, number.size + high);
    if (high)
        buf_byte(out, 0);
    buf_add(out, number.data, number.size);
}
