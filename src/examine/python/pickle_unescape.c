/* pickle_unescape.c - escapes in the texts of protocol 0. Source: CPython, Objects/bytesobject.c
 * and Objects/unicodeobject.c. */

#include "base/kit.h"
#include "base/text.h"
#include "examine/python/pickle_step.h"

static int hex_digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* The value of up to `count` hex digits, and how many there are. */
static uint32_t hex_value(struct bytes text, size_t count, size_t *found)
{
    uint32_t value = 0;

    for (*found = 0; *found < count && *found < text.size; ++*found) {
        int digit = hex_digit(text.data[*found]);

        if (digit < 0)
            break;
        value = value << 4 | (uint32_t)digit;
    }
    return value;
}

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
        uint32_t value = hex_value(bytes_from(text, 2), 2, &found);

        if (found == 2) {
            buf_byte(out, (uint8_t)value);
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
    size_t found = 0, size;
    uint32_t code = hex_value(bytes_from(text, 2), digits, &found);
    char utf8[4];

    size = digits && found == digits ? utf8_encode(code, utf8) : 0;
    if (size == 0) {
        buf_byte(out, '\\');
        return 1;
    }
    buf_add(out, utf8, size);
    return 2 + digits;
}

void pickle_unescape(struct bytes line, bool unicode, struct buf *out)
{
    while (line.size > 0) {
        size_t used = 1;

        if (line.data[0] != '\\')
            buf_byte(out, line.data[0]);
        else
            used = unicode ? unicode_escape(line, out) : string_escape(line, out);
        line = bytes_from(line, used);
    }
}
