/* utf16.c - see utf16.h. Source: RFC 2781. */

#include "base/utf16.h"

#include "base/buf.h"
#include "base/text.h"

enum { REPLACEMENT = 0xfffd };

static uint32_t unit(struct bytes text, size_t at, bool big_endian)
{
    uint32_t first = text.data[at], second = text.data[at + 1];

    return big_endian ? first << 8 | second : second << 8 | first;
}

void utf16_decode(struct buf *out, struct bytes text, bool big_endian)
{
    char room[4];
    size_t at = 0;

    while (at + 2 <= text.size) {
        uint32_t code = unit(text, at, big_endian), low;

        at += 2;
        if (code >= 0xd800 && code <= 0xdfff) {
            low = code <= 0xdbff && at + 2 <= text.size ? unit(text, at, big_endian) : 0;
            if (low >= 0xdc00 && low <= 0xdfff) {
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                at += 2;
            } else {
                code = REPLACEMENT;
            }
        }
        buf_add(out, room, utf8_encode(code, room));
    }
    if (at < text.size)
        buf_add(out, room, utf8_encode(REPLACEMENT, room));
}
