/* row_text.c - see row_text.h. */

#include "examine/tables/row_text.h"

#include "base/kit.h"
#include "base/text.h"
#include "base/word.h"
#include "examine/detect/identifier_sums.h"
#include "examine/words/plain_character.h"

/* The letters U+00E0 to U+00FF as a plain one and the accent behind it, U+0300 and on: the second
 * byte of that in UTF-8, behind cc; 0: there is none. */
static const uint8_t accents[32] = {
    0x80, 0x81, 0x82, 0x83, 0x88, 0x8a, 0,    0xa7, 0x80, 0x81, 0x82, 0x88, 0x80, 0x81, 0x82, 0x88,
    0,    0x83, 0x80, 0x81, 0x82, 0x83, 0x88, 0,    0,    0x80, 0x81, 0x82, 0x88, 0x81, 0,    0};

enum { SHARP_S = 0x9f, TIMES = 0x97 };

/* A letter of Latin-1 behind c3, small, and with its accent apart; returns its bytes. */
static size_t put_letter(uint8_t second, uint8_t room[3])
{
    uint8_t accent = second == SHARP_S ? 0 : accents[second & 0x1f];

    room[0] = accent ? latin_letter(second) : 0xc3;
    room[1] = accent ? 0xcc : second < SHARP_S && second != TIMES ? second | 0x20 : second;
    room[2] = accent;
    return accent ? 3 : 2;
}

/* The character of ASCII that stands, or is read, at the front of `text`, or what
 * plain_character() says of one that has none. */
static uint8_t take_plain(struct bytes text, size_t *size)
{
    uint32_t code = text.data[0];

    *size = 1;
    if (code > ' ' && code < 128)
        return (uint8_t)code;
    if (code >= 128 && !utf8_decode(text, &code, size))
        return PLAIN_ITSELF;
    return plain_character(code);
}

struct bytes row_text(struct bytes text, uint8_t room[ROW_TEXT_ROOM])
{
    size_t size = 0, at = 0, taken;

    for (; at < text.size && at < ROW_TEXT_MAX; at += taken) {
        struct bytes rest = bytes_from(text, at);
        uint8_t plain = take_plain(rest, &taken);

        if (plain == ' ' && (size == 0 || room[size - 1] == ' '))
            continue;
        if (plain > PLAIN_UNSEEN) {
            room[size++] = word_lower(plain);
        } else if (plain == PLAIN_ITSELF && rest.size > 1 && rest.data[0] == 0xc3 && taken == 2) {
            size += put_letter(rest.data[1], room + size);
        } else if (plain == PLAIN_ITSELF) {
            memcpy(room + size, rest.data, taken);
            size += taken;
        }
    }
    while (size > 0 && room[size - 1] == ' ')
        size--;
    return bytes_of(room, size);
}

uint64_t row_text_hash_slow(struct bytes text)
{
    uint8_t room[ROW_TEXT_ROOM];

    return text_hash(row_text(text, room));
}
