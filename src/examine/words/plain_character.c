/* plain_character.c - see plain_character.h. */

#include "examine/words/plain_character.h"

#include "base/kit.h"

/* How the characters of a range are read. */
enum reading {
    ALL_AS,         /* each as `as` */
    ON_FROM,        /* the first as `as`, the next as what follows it */
    LETTERS,        /* A to Z, a to z, and again */
    TENS_OF_DIGITS, /* 0 to 9, and again */
};

/* In the order of the characters. A new one is one line. */
static const struct {
    uint32_t first, last;
    enum reading reading;
    uint8_t as;
} ranges[] = {
    {0x09, 0x0d, ALL_AS, ' '},
    {0x20, 0x20, ALL_AS, ' '},
    {0x85, 0x85, ALL_AS, ' '},
    {0xa0, 0xa0, ALL_AS, ' '},
    {0xaa, 0xaa, ALL_AS, 'a'},
    {0xad, 0xad, ALL_AS, PLAIN_UNSEEN}, /* soft hyphen */
    {0xb2, 0xb3, ON_FROM, '2'},
    {0xb4, 0xb4, ALL_AS, '\''},
    {0xb9, 0xb9, ALL_AS, '1'},
    {0xba, 0xba, ALL_AS, 'o'},
    {0x34f, 0x34f, ALL_AS, PLAIN_UNSEEN},
    {0x61c, 0x61c, ALL_AS, PLAIN_UNSEEN}, /* mark of direction */
    {0x1680, 0x1680, ALL_AS, ' '},
    {0x180b, 0x180f, ALL_AS, PLAIN_UNSEEN},
    {0x2000, 0x200a, ALL_AS, ' '},
    {0x200b, 0x200f, ALL_AS, PLAIN_UNSEEN}, /* no width, joiners, marks of direction */
    {0x2010, 0x2015, ALL_AS, '-'},
    {0x2018, 0x201b, ALL_AS, '\''},
    {0x201c, 0x201f, ALL_AS, '"'},
    {0x2024, 0x2024, ALL_AS, '.'},
    {0x2028, 0x2029, ALL_AS, ' '},
    {0x202a, 0x202e, ALL_AS, PLAIN_UNSEEN}, /* direction */
    {0x202f, 0x202f, ALL_AS, ' '},
    {0x205f, 0x205f, ALL_AS, ' '},
    {0x2060, 0x206f, ALL_AS, PLAIN_UNSEEN},
    {0x2070, 0x2070, ALL_AS, '0'},
    {0x2074, 0x2079, ON_FROM, '4'},
    {0x2080, 0x2089, ON_FROM, '0'},
    {0x2212, 0x2212, ALL_AS, '-'},
    {0x2460, 0x2468, ON_FROM, '1'}, /* in circles */
    {0x24b6, 0x24cf, ON_FROM, 'A'},
    {0x24d0, 0x24e9, ON_FROM, 'a'},
    {0x24ea, 0x24ea, ALL_AS, '0'},
    {0x3000, 0x3000, ALL_AS, ' '},
    {0x3164, 0x3164, ALL_AS, PLAIN_UNSEEN},
    {0xfe00, 0xfe0f, ALL_AS, PLAIN_UNSEEN}, /* variants of what stands before them */
    {0xfe58, 0xfe58, ALL_AS, '-'},
    {0xfe63, 0xfe63, ALL_AS, '-'},
    {0xfeff, 0xfeff, ALL_AS, PLAIN_UNSEEN}, /* byte order mark */
    {0xff01, 0xff5e, ON_FROM, '!'},         /* full width */
    {0xffa0, 0xffa0, ALL_AS, PLAIN_UNSEEN},
    {0x1d400, 0x1d6a3, LETTERS, 'A'},
    {0x1d7ce, 0x1d7ff, TENS_OF_DIGITS, '0'},
    {0x1f130, 0x1f149, ON_FROM, 'A'},
    {0x1fbf0, 0x1fbf9, ON_FROM, '0'},
    {0xe0000, 0xe0fff, ALL_AS, PLAIN_UNSEEN}, /* tags */
};

static uint8_t letter(uint32_t at)
{
    return (uint8_t)(at < 26 ? 'A' + at : 'a' + at - 26);
}

static uint8_t read_as(enum reading reading, uint8_t as, uint32_t at)
{
    switch (reading) {
    case ON_FROM:
        return (uint8_t)(as + at);
    case LETTERS:
        return letter(at % 52);
    case TENS_OF_DIGITS:
        return (uint8_t)(as + at % 10);
    default:
        return as;
    }
}

uint8_t plain_character(uint32_t code)
{
    size_t from = 0, to = ARRAY_LEN(ranges);

    while (from < to) {
        size_t at = from + (to - from) / 2;

        if (code < ranges[at].first)
            to = at;
        else if (code > ranges[at].last)
            from = at + 1;
        else
            return read_as(ranges[at].reading, ranges[at].as, code - ranges[at].first);
    }
    return PLAIN_ITSELF;
}
