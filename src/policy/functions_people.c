/*
 * functions_people.c - people as records, statements and commits name them.
 *
 * Who must not be one person has a reason to look like two. So names are compared as an eye reads
 * them: once with letters of each script for themselves, once with Cyrillic and Greek ones as the
 * Latin ones that they look like. Source: Unicode UTS #39, of which these are the common letters.
 */

#include "policy/functions_people.h"

#include "base/kit.h"
#include "policy/functions_part.h"

/* Takes one character; a byte that begins none stands for itself, above all characters. */
static uint32_t take(struct bytes *text)
{
    enum { NO_CHARACTER = 0x110000 };
    static const struct {
        uint8_t mask, mark;
        size_t size;
    } heads[] = {{0x80, 0x00, 1}, {0xE0, 0xC0, 2}, {0xF0, 0xE0, 3}, {0xF8, 0xF0, 4}};
    uint8_t head = text->data[0];

    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        uint32_t letter = head & (uint8_t)~heads[i].mask;
        size_t at = 1;

        if ((head & heads[i].mask) != heads[i].mark || text->size < heads[i].size)
            continue;
        while (at < heads[i].size && (text->data[at] & 0xC0) == 0x80)
            letter = letter << 6 | (text->data[at++] & 0x3FU);
        if (at < heads[i].size)
            break;
        *text = bytes_from(*text, at);
        return letter;
    }
    *text = bytes_from(*text, 1);
    return NO_CHARACTER + head;
}

static bool is_blank(uint32_t letter)
{
    return letter == ' ' || (letter >= '\t' && letter <= '\r') || letter == 0xA0 ||
           (letter >= 0x2000 && letter <= 0x200A) || letter == 0x202F || letter == 0x205F ||
           letter == 0x3000;
}

/* Accents on their own, soft hyphens, joiners, marks of direction. */
static bool is_unseen(uint32_t letter)
{
    return (letter >= 0x300 && letter <= 0x36F) || letter == 0xAD ||
           (letter >= 0x200B && letter <= 0x200F) || (letter >= 0x202A && letter <= 0x202E) ||
           (letter >= 0x2060 && letter <= 0x2064) || letter == 0xFEFF;
}

/* A small letter without its accent. */
static uint32_t plain(uint32_t letter)
{
    static const char latin1[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts"; /* from U+00C0, from U+00E0 */
    static const char extended[] =                                   /* from U+0100 */
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiijjjjkkkllllllllllnnnnnnnnn"
        "oooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    _Static_assert(sizeof latin1 == 32 + 1 && sizeof extended == 128 + 1, "one for each letter");

    if (letter >= 0xFF01 && letter <= 0xFF5E) /* wide */
        letter -= 0xFEE0;
    if (letter >= 'A' && letter <= 'Z')
        return letter + ('a' - 'A');
    if (letter >= 0xC0 && letter <= 0xFF && letter != 0xD7 && letter != 0xF7)
        return (uint8_t)latin1[(letter - 0xC0) % 32];
    if (letter >= 0x100 && letter <= 0x17F)
        return (uint8_t)extended[letter - 0x100];
    if ((letter >= 0x391 && letter <= 0x3A9) || (letter >= 0x410 && letter <= 0x42F))
        return letter + 0x20;
    if (letter >= 0x400 && letter <= 0x40F)
        return letter + 0x50;
    return letter == 0x3C2 ? 0x3C3 : letter; /* a sigma at the end of a word */
}

/* The Latin letter that one of another script looks like; in capitals a Greek one looks like
 * another than in small ones. */
static uint32_t look_of(uint32_t letter)
{
    static const struct {
        uint16_t letter;
        char look;
    } looks[] = {{0x391, 'a'}, {0x392, 'b'}, {0x395, 'e'}, {0x396, 'z'}, {0x397, 'h'}, {0x399, 'i'},
                 {0x39A, 'k'}, {0x39C, 'm'}, {0x39D, 'n'}, {0x39F, 'o'}, {0x3A1, 'p'}, {0x3A4, 't'},
                 {0x3A5, 'y'}, {0x3A7, 'x'}, {0x3B1, 'a'}, {0x3B3, 'y'}, {0x3B7, 'n'}, {0x3B9, 'i'},
                 {0x3BA, 'k'}, {0x3BD, 'v'}, {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C4, 't'}, {0x3C5, 'u'},
                 {0x3C7, 'x'}, {0x3F2, 'c'}, {0x3F3, 'j'}, {0x405, 's'}, {0x406, 'i'}, {0x408, 'j'},
                 {0x410, 'a'}, {0x412, 'b'}, {0x415, 'e'}, {0x41A, 'k'}, {0x41C, 'm'}, {0x41D, 'h'},
                 {0x41E, 'o'}, {0x420, 'p'}, {0x421, 'c'}, {0x422, 't'}, {0x423, 'y'}, {0x425, 'x'},
                 {0x430, 'a'}, {0x432, 'b'}, {0x435, 'e'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'},
                 {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'}, {0x443, 'y'}, {0x445, 'x'},
                 {0x451, 'e'}, {0x455, 's'}, {0x456, 'i'}, {0x457, 'i'}, {0x458, 'j'}, {0x4AE, 'y'},
                 {0x4AF, 'y'}, {0x4BB, 'h'}, {0x4C0, 'l'}, {0x4CF, 'l'}, {0x501, 'd'}, {0x51B, 'q'},
                 {0x51D, 'w'}, {0x1D0D, 'm'}};

    for (size_t i = 0; i < ARRAY_LEN(looks); i++)
        if (looks[i].letter == letter)
            return (uint8_t)looks[i].look;
    return plain(letter);
}

/* The next letter of a name: runs of blanks are one, those at its ends none; 0 behind the last. */
static uint32_t next_letter(struct bytes *name, bool first, bool by_look)
{
    bool blank = false;

    while (name->size > 0) {
        struct bytes rest = *name;
        uint32_t letter = take(&rest);

        if (!is_blank(letter) && !is_unseen(letter)) {
            if (blank && !first)
                return ' ';
            *name = rest;
            return by_look ? look_of(letter) : plain(letter);
        }
        blank |= is_blank(letter);
        *name = rest;
    }
    return 0;
}

static bool are_alike(struct bytes a, struct bytes b, bool by_look)
{
    for (bool first = true;; first = false) {
        uint32_t left = next_letter(&a, first, by_look), right = next_letter(&b, first, by_look);

        if (left != right)
            return false;
        if (left == 0)
            return !first; /* nobody is no person */
    }
}

static bool are_same(struct bytes a, struct bytes b)
{
    return are_alike(a, b, false) || are_alike(a, b, true);
}

/* "Name <address>" in its parts, either of which may be empty. */
static void split(struct bytes text, struct bytes *name, struct bytes *address)
{
    const uint8_t *open = text.size > 0 ? memchr(text.data, '<', text.size) : NULL;
    const uint8_t *end;

    *name = text;
    *address = bytes_of(NULL, 0);
    if (open) {
        *name = bytes_of(text.data, (size_t)(open - text.data));
        *address = bytes_from(text, (size_t)(open - text.data) + 1);
        end = address->size > 0 ? memchr(address->data, '>', address->size) : NULL;
        if (end)
            address->size = (size_t)(end - address->data);
    } else if (text.size > 0 && memchr(text.data, '@', text.size)) {
        *name = bytes_of(NULL, 0);
        *address = text;
    }
}

bool people_same(struct bytes a, struct bytes b)
{
    struct bytes names[2], addresses[2];

    split(a, &names[0], &addresses[0]);
    split(b, &names[1], &addresses[1]);
    return are_same(names[0], names[1]) || are_same(addresses[0], addresses[1]);
}

FUNCTION(people_are_same)
{
    (void)run, (void)count, (void)user;
    return cel_of_bool(people_same(args[0].of.text, args[1].of.text));
}
