/* detect_context.c - words near a token that make a shape more than a shape. */

#include "base/kit.h"
#include "examine/detect.h"

enum {
    CONTEXT = 40, /* characters on either side (docs/reference/detectors.md) */
    SHORT = 3,    /* letters of a word that chance writes, too */
};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool is_letter(uint8_t c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/* True when `word` stands at the front of `text`, whole: alone, in the plural, or before the next
 * part of a name like cardNumber. */
static bool stands_at(struct bytes text, const char *word)
{
    size_t i = 0;

    for (; word[i]; i++)
        if (i >= text.size || (lower(text.data[i]) != (uint8_t)word[i] &&
                               !(word[i] == ' ' && (text.data[i] == '-' || text.data[i] == '_'))))
            return false;
    if (i < text.size && lower(text.data[i]) == 's')
        i++;
    return i >= text.size || !is_letter(text.data[i]) ||
           (text.data[i] <= 'Z' && text.data[i - 1] >= 'a');
}

/* True where the letters and digits around [at, at + size) are those of a word or a name, not of a
 * number in base 16 or 64: no digits, or behind a longer word two at the end (phone1). */
static bool is_in_name(struct bytes text, size_t at, size_t size)
{
    size_t from = at, to = at + size, digits = 0;

    while (from > 0 && is_alnum(text.data[from - 1]))
        if (is_digit(text.data[--from]))
            return false;
    while (to < text.size && is_alnum(text.data[to])) {
        digits += is_digit(text.data[to]);
        if (digits > 0 && !is_digit(text.data[to]))
            return false;
        to++;
    }
    return digits == 0 || (digits <= 2 && size > SHORT);
}

/* The letters that the words begin with, a bit each: few letters of a text are one of them. */
static uint32_t first_letters(const char *const *words)
{
    uint32_t letters = 0;

    for (const char *const *word = words; *word; word++)
        letters |= UINT32_C(1) << (**word - 'a');
    return letters;
}

static bool has_word(struct bytes text, const char *const *words)
{
    const uint32_t letters = first_letters(words);

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (!is_letter(c) || !(letters >> (lower(c) - 'a') & 1))
            continue;
        if (i > 0 && is_letter(text.data[i - 1]) && !(c <= 'Z' && text.data[i - 1] >= 'a'))
            continue; /* in the middle of a word */
        for (const char *const *word = words; *word; word++) {
            bool ending = i > 0 && text.data[i - 1] == '.' && strlen(*word) == 2; /* file.cc */

            if ((uint8_t) * *word == lower(c) && !ending && stands_at(bytes_from(text, i), *word) &&
                is_in_name(text, i, strlen(*word)))
                return true;
        }
    }
    return false;
}

bool context_near(const struct view *view, uint64_t start, uint64_t end, const char *const *words)
{
    uint64_t from = start < CONTEXT ? 0 : start - CONTEXT;

    return has_word(view_bytes(view, from, start), words) ||
           has_word(view_bytes(view, end, end + CONTEXT), words);
}
