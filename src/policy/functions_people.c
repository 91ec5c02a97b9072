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
           letter == 0x2800 || letter == 0x3000;
}

static bool is_accent(uint32_t letter)
{
    return letter >= 0x300 && letter <= 0x36F;
}

/* Soft hyphens, joiners, marks of direction, fillers, selectors of a look: of a width or of none,
 * as the font has it. */
static bool is_unseen(uint32_t letter)
{
    return letter == 0xAD || letter == 0x115F || letter == 0x1160 || letter == 0x17B4 ||
           letter == 0x17B5 || (letter >= 0x180B && letter <= 0x180E) ||
           (letter >= 0x200B && letter <= 0x200F) || (letter >= 0x202A && letter <= 0x202E) ||
           (letter >= 0x2060 && letter <= 0x206F) || letter == 0x3164 ||
           (letter >= 0xFE00 && letter <= 0xFE0F) || letter == 0xFEFF || letter == 0xFFA0 ||
           (letter >= 0xE0000 && letter <= 0xE0FFF);
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

/* What a reader who cannot see them takes blanks and unseen letters for. */
enum parting {
    BY_BLANKS, /* an unseen letter is nothing */
    BY_UNSEEN, /* an unseen letter is a blank */
    BY_NOTHING /* nor does a blank part words */
};

struct letters {
    struct bytes text;
    uint32_t pending; /* the second of two that one letter stands for */
    enum parting parting;
    bool by_look, started;
    bool name; /* where points and commas part words; in an address they are letters */
};

/* What one letter is written as where a keyboard has it not: the second of the two. */
static uint32_t second_of(uint32_t letter)
{
    static const struct {
        uint16_t letter;
        char second;
    } pairs[] = {{0xC6, 'e'},  {0xDF, 's'},  {0xE6, 'e'},  {0x132, 'j'},
                 {0x133, 'j'}, {0x152, 'e'}, {0x153, 'e'}, {0x1E9E, 's'}};

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        if (pairs[i].letter == letter)
            return (uint8_t)pairs[i].second;
    return 0;
}

static uint32_t give(struct letters *letters, uint32_t letter)
{
    letters->started = true;
    letters->pending = second_of(letter);
    if (letter == 0x1E9E) /* a capital of U+00DF */
        return 's';
    return letters->by_look ? look_of(letter) : plain(letter);
}

/* The next letter: runs of blanks are one, those at the ends none; 0 behind the last. */
static uint32_t next_letter(struct letters *letters)
{
    uint32_t pending = letters->pending;
    bool blank = false;

    letters->pending = 0;
    if (pending)
        return pending;
    for (;;) {
        struct bytes rest = letters->text;
        uint32_t letter;

        if (rest.size == 0)
            return 0;
        letter = take(&rest);
        if (is_blank(letter) || (letters->name && (letter == '.' || letter == ','))) {
            blank = true;
        } else if (is_unseen(letter)) {
            blank = blank || letters->parting == BY_UNSEEN;
        } else if (!is_accent(letter)) {
            if (blank && letters->started && letters->parting != BY_NOTHING)
                return ' ';
            letters->text = rest;
            return give(letters, letter);
        }
        letters->text = rest;
    }
}

static bool are_alike(struct letters a, struct letters b, bool by_look)
{
    a.by_look = b.by_look = by_look;
    for (;;) {
        uint32_t left = next_letter(&a), right = next_letter(&b);

        if (left != right)
            return false;
        if (left == 0)
            return a.started; /* nobody is no person */
    }
}

static bool are_same(struct letters a, struct letters b)
{
    return are_alike(a, b, false) || are_alike(a, b, true);
}

enum { NAME_LETTERS_MAX = 256 }; /* of a longer name, the order of its words counts */

struct word {
    const uint32_t *letters;
    size_t size;
};

struct words {
    uint32_t letters[NAME_LETTERS_MAX];
    struct word list[NAME_LETTERS_MAX];
    size_t count;
};

static int compare_words(const void *a, const void *b)
{
    const struct word *left = a, *right = b;

    if (left->size != right->size)
        return left->size < right->size ? -1 : 1;
    return memcmp(left->letters, right->letters, left->size * sizeof *left->letters);
}

/* The words of a name, sorted; false where it is too long. */
static bool sort_words(struct letters name, struct words *words)
{
    struct word word = {.letters = words->letters};
    size_t used = 0;

    words->count = 0;
    for (;;) {
        uint32_t letter = next_letter(&name);

        if (letter != 0 && letter != ' ') {
            if (used == NAME_LETTERS_MAX)
                return false;
            words->letters[used++] = letter;
            word.size++;
            continue;
        }
        if (word.size > 0)
            words->list[words->count++] = word;
        if (letter == 0)
            break;
        word = (struct word){.letters = words->letters + used};
    }
    qsort(words->list, words->count, sizeof *words->list, compare_words);
    return true;
}

/* "Example, Dan" is Dan Example, as is "Example Dan". */
static bool have_same_words(struct letters a, struct letters b)
{
    struct words left, right;

    if (!sort_words(a, &left) || !sort_words(b, &right) || left.count != right.count)
        return false;
    for (size_t i = 0; i < left.count; i++)
        if (compare_words(&left.list[i], &right.list[i]) != 0)
            return false;
    return left.count > 0;
}

static bool has_unseen(struct bytes text)
{
    while (text.size > 0)
        if (is_unseen(take(&text)))
            return true;
    return false;
}

static bool are_same_names(struct bytes a, struct bytes b)
{
    const enum parting last = has_unseen(a) || has_unseen(b) ? BY_NOTHING : BY_BLANKS;

    for (enum parting parting = BY_BLANKS; parting <= last; parting++)
        for (int look = 0; look < 2; look++) {
            struct letters left = {.text = a, .parting = parting, .by_look = look, .name = true};
            struct letters right = {.text = b, .parting = parting, .by_look = look, .name = true};

            if (are_alike(left, right, look) || have_same_words(left, right))
                return true;
        }
    return false;
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
    return are_same_names(names[0], names[1]) ||
           are_same((struct letters){.text = addresses[0]}, (struct letters){.text = addresses[1]});
}

FUNCTION(people_are_same)
{
    enum { STEP = 4 }; /* bytes: each letter is looked up many times over */

    (void)count, (void)user;
    if (!cel_run_steps(run, (args[0].of.text.size + args[1].of.text.size) / STEP))
        return cel_run_over(run);
    return cel_of_bool(people_same(args[0].of.text, args[1].of.text));
}
