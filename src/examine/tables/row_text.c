/* row_text.c - see row_text.h. */

#include "examine/tables/row_text.h"

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"

/* Characters that take no room, and those that are blanks by another name. */
static const struct {
    const char *bytes;
    bool blank;
} invisible[] = {
    {"\xC2\xA0", true},      /* U+00A0, no-break space */
    {"\xC2\xAD", false},     /* U+00AD, soft hyphen */
    {"\xE2\x80\x8B", false}, /* U+200B to U+200F: zero width, joiners, marks of direction */
    {"\xE2\x80\x8C", false}, {"\xE2\x80\x8D", false}, {"\xE2\x80\x8E", false},
    {"\xE2\x80\x8F", false}, {"\xE2\x80\xAF", true}, /* U+202F, narrow no-break space */
    {"\xE2\x81\xA0", false},                         /* U+2060, word joiner */
    {"\xE3\x80\x80", true},                          /* U+3000, ideographic space */
    {"\xEF\xBB\xBF", false},                         /* U+FEFF, byte order mark */
};

/* The size of what stands at the front of `text` and is not seen; 0 where a character is. */
static size_t unseen(struct bytes text, bool *blank)
{
    uint8_t first = text.data[0];

    *blank = first == ' ' || (first >= '\t' && first <= '\r');
    if (*blank || first < 128)
        return *blank;
    for (size_t i = 0; i < ARRAY_LEN(invisible); i++) {
        struct bytes bytes = bytes_text(invisible[i].bytes);

        if (!bytes_starts(text, bytes))
            continue;
        *blank = invisible[i].blank;
        return bytes.size;
    }
    return 0;
}

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

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

struct bytes row_text(struct bytes text, uint8_t room[ROW_TEXT_ROOM])
{
    size_t size = 0, at = 0;

    while (at < text.size && at < ROW_TEXT_MAX) {
        struct bytes rest = bytes_from(text, at);
        bool blank;
        size_t skipped = unseen(rest, &blank);

        if (skipped > 0) {
            at += skipped;
            if (blank && size > 0 && room[size - 1] != ' ')
                room[size++] = ' ';
        } else if (rest.size > 1 && rest.data[0] == 0xc3 && rest.data[1] >> 6 == 2) {
            at += 2;
            size += put_letter(rest.data[1], room + size);
        } else {
            at++;
            room[size++] = lower(rest.data[0]);
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
