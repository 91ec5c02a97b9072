/* wide_text.c - told by its zero bytes: every second is one where the text is Latin. */

#include "examine/wide_text.h"

enum { LOOKED_AT = 512, LEAST = 8 /* units of two bytes */ };

static bool is_character(uint8_t byte)
{
    return (byte >= ' ' && byte < 0x7f) || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool holds(struct bytes head, size_t zero, bool marked)
{
    size_t units = (head.size < LOOKED_AT ? head.size : LOOKED_AT) / 2, latin = 0, none = 0;

    for (size_t i = 0; i < units; i++) {
        uint8_t high = head.data[2 * i + zero], low = head.data[2 * i + 1 - zero];

        latin += high == 0 && is_character(low);
        none += high == 0 && low == 0; /* the other half of UTF-32 */
    }
    if (units < LEAST)
        return false;
    return marked ? latin * 8 >= units : (latin + none) * 10 >= units * 9 && latin * 5 >= units * 2;
}

bool is_wide_text(struct bytes head)
{
    bool little = bytes_starts(head, BYTES("\xff\xfe")),
         big = bytes_starts(head, BYTES("\xfe\xff"));

    big = big || bytes_starts(head, BYTES("\0\0\xfe\xff"));
    return holds(head, 1, little) || holds(head, 0, big);
}
