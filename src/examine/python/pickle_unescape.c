/* pickle_unescape.c - escapes in the texts of protocol 0. Source: CPython, Objects/bytesobject.c
 * and Objects/unicodeobject.c. */

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/python/pickle_step.h"

/* A backslash escape of a Python 2 string, at its backslash; tells how many bytes it takes. */
static size_t string_escape(struct bytes text, struct buf *out)
{
    static const char letters[] = "\\'\"abfnrtv";
    static const char meanings[] = "\\'\"\a\b\f\n\r\t\v";
    const char *letter = text.size > 1 ? memchr(letters, text.data[1], sizeof letters - 1) : NULL;
    size_t found;

    if (letter) {
        buf_byte(out, (uint8_t)meanings[letter - letters]);
        return 2;
    }
    if (text.size > 1 && text.data[1] == 'x') {
        uint8_t octet;

        if (hex_octet(bytes_from(text, 2), &octet)) {
            buf_byte(out, octet);
            return 4;
        }
    }
    if (text.size > 1 && text.data[1] >= '0' && text.data[1] <= '7') {
        uint32_t value = 0;

        for (found = 1;
             found < 4 && found < text.size && text.data[found] >= '0' && text.data[found] <= '7';
             found++)
            value = value * 8 + (uint32_t)(text.data[found] - '0');
        buf_byte(out, (uint8_t)value);
        return found;
    }
    buf_byte(out, '\\');
    return 1;
}

/* "\u0041" and "\U00000041", the only escapes of UNICODE. */
static size_t unicode_escape(struct bytes text, struct buf *out)
{
    size_t digits = text.size > 1 && text.data[1] == 'u'   ? 4
                    : text.size > 1 && text.data[1] == 'U' ? 8
                                                           : 0;
    uint32_t code = 0;
    char utf8[4];
    const bool whole = digits > 0 && hex_number(bytes_from(text, 2), digits, &code);
    const size_t size = whole ? utf8_encode(code, utf8) : 0;

    if (size == 0) {
        buf_byte(out, '\\');
        return 1;
    }
    buf_add(out, utf8, size);
    return 2 + digits;
}

/* A byte of UNICODE that is no escape: a character of latin1. */
static void unicode_byte(uint8_t byte, struct buf *out)
{
    char utf8[4];

    buf_add(out, utf8, utf8_encode(byte, utf8));
}

void pickle_unescape(struct bytes line, bool unicode, struct buf *out)
{
    while (line.size > 0) {
        size_t used = 1;

        if (line.data[0] >= 0x80 && unicode)
            unicode_byte(line.data[0], out);
        else if (line.data[0] != '\\')
            buf_byte(out, line.data[0]);
        else
            used = unicode ? unicode_escape(line, out) : string_escape(line, out);
        line = bytes_from(line, used);
    }
}
