/* single_byte.c - see single_byte.h. */

#include "examine/text/single_byte.h"

#include "base/text.h"
#include "examine/text/utf8_watch.h"

enum { MARKS = 0x80, MARKS_END = 0xa0 };

/* What the bytes 0x80 to 0x9f are in windows-1252; 0 where they are nothing. */
static const uint16_t marks[MARKS_END - MARKS] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

static bool is_mark(uint8_t byte)
{
    return byte >= MARKS && byte < MARKS_END;
}

static bool is_small(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || byte == 0x9a || byte == 0x9c || byte == 0x9e ||
           (byte >= 0xdf && byte != 0xf7);
}

static bool is_capital(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || byte == 0x8a || byte == 0x8c || byte == 0x8e ||
           byte == 0x9f || (byte >= 0xc0 && byte < 0xdf && byte != 0xd7);
}

static bool is_letter(uint8_t byte)
{
    return is_small(byte) || is_capital(byte);
}

/* Stands inside of words: apostrophes, dashes, a dot in Catalan, a hyphen that may be one. */
static bool joins_words(uint8_t byte)
{
    return bytes_has(bytes_of("\x91\x92\x96\x97\xad\xb4\xb7", 7), byte);
}

static void note(struct single_byte *text, uint8_t byte)
{
    text->high++;
    text->joined += text->before >= 0x80;
    text->marks |= is_mark(byte);
    text->none |= is_mark(byte) && marks[byte - MARKS] == 0;
    if (is_capital(byte))
        text->strange += is_small(text->before);
    else if (!is_letter(byte) && !joins_words(byte) && is_letter(text->before))
        text->mark = byte;
}

void single_byte_feed(struct single_byte *text, struct bytes piece)
{
    while (piece.size > 0) {
        size_t plain = utf8_ascii(piece);

        if (text->mark && piece.size > 0) {
            text->strange += is_letter(piece.data[0]);
            text->mark = 0;
        }
        if (plain > 0) {
            text->before = piece.data[plain - 1];
        } else {
            note(text, piece.data[0]);
            text->before = piece.data[0];
            plain = 1;
        }
        piece = bytes_from(piece, plain);
    }
}

const char *single_byte_name(const struct single_byte *text)
{
    if (text->high == 0 || text->none || text->joined * 4 > text->high ||
        text->strange * 10 > text->high)
        return NULL;
    return text->marks ? "windows-1252" : "iso-8859-1";
}

void single_byte_decode(struct buf *out, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];
        uint32_t code = is_mark(byte) ? marks[byte - MARKS] : byte;
        char utf8[4];

        buf_add(out, utf8, utf8_encode(code ? code : 0xfffd, utf8));
    }
}
