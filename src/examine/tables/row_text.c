/* row_text.c - see row_text.h. */

#include "examine/tables/row_text.h"

#include "base/kit.h"

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

uint64_t row_text_hash_slow(struct bytes text)
{
    uint8_t room[ROW_TEXT_MAX];
    size_t size = 0, at = 0;

    while (at < text.size) {
        bool blank;
        size_t skipped = unseen(bytes_from(text, at), &blank);
        uint8_t byte = text.data[at];

        at += skipped ? skipped : 1;
        if (!skipped)
            room[size++] = byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
        else if (blank && size > 0 && room[size - 1] != ' ')
            room[size++] = ' ';
    }
    while (size > 0 && room[size - 1] == ' ')
        size--;
    return text_hash(bytes_of(room, size));
}
