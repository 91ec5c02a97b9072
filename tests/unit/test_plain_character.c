/* Characters that readers take for one of ASCII, or do not see. */

#include "examine/words/plain_character.h"

#include "rows.h"

static const struct row {
    const char *name;
    uint32_t code;
    uint8_t plain;
} rows[] = {
    {"a letter of full width", 0xff21, 'A'},
    {"the last of full width", 0xff5e, '~'},
    {"behind the last", 0xff5f, PLAIN_ITSELF},
    {"a bold letter of mathematics", 0x1d400, 'A'},
    {"a small one of another alphabet", 0x1d468 + 51, 'z'},
    {"a digit of mathematics", 0x1d7d8 + 7, '7'},
    {"a digit above the line", 0xb3, '3'},
    {"a digit in a circle", 0x2460, '1'},
    {"a dash", 0x2013, '-'},
    {"minus", 0x2212, '-'},
    {"a no-break space", 0xa0, ' '},
    {"a thin space", 0x2009, ' '},
    {"a tab", 9, ' '},
    {"a space of no width", 0x200b, PLAIN_UNSEEN},
    {"a soft hyphen", 0xad, PLAIN_UNSEEN},
    {"a tag", 0xe0041, PLAIN_UNSEEN},
    {"the first character", 0, PLAIN_ITSELF},
    {"a letter", 'a', PLAIN_ITSELF},
    {"a letter of Greek", 0x3b1, PLAIN_ITSELF},
    {"a letter of Han", 0x4e2d, PLAIN_ITSELF},
    {"the last code", 0x10ffff, PLAIN_ITSELF},
};

static void reads(void **state)
{
    const struct row *row = *state;

    assert_int_equal(plain_character(row->code), row->plain);
}

int main(void)
{
    return RUN_CASES(reads, rows) ? 1 : 0;
}
