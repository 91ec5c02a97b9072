/* column_proof.c - the type of a column told from chance. */

#include "examine/detect/column_proof.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "examine/detect/identifier_sums.h"

void column_words(const char *name, char out[COLUMN_WORDS])
{
    size_t used = 0;
    bool lower = false;

    out[used++] = ' ';
    for (const char *p = name; *p && used + 4 < COLUMN_WORDS; p++) {
        uint8_t c = (uint8_t)*p;
        bool upper = c >= 'A' && c <= 'Z';

        if ((upper && lower) && out[used - 1] != ' ')
            out[used++] = ' ';
        lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (upper)
            c = (uint8_t)(c | 0x20);
        if (c == '_' || c == '-' || c == '.' || c == ' ' || c == '/') {
            if (out[used - 1] != ' ')
                out[used++] = ' ';
            continue;
        }
        if (c == 0xc3 && p[1]) { /* Latin-1 in UTF-8 */
            uint8_t plain = latin_letter((uint8_t) * ++p);

            if ((uint8_t)*p == 0x9f) /* strasse */
                out[used++] = 's';
            if (!plain)
                continue;
            c = plain;
            lower = true;
        }
        out[used++] = (char)c;
    }
    if (out[used - 1] != ' ')
        out[used++] = ' ';
    out[used] = 0;
}

/* Byte by byte: nearly every word differs in the first, and a call for each took most of the time
 * of a small table. */
static bool begins_with_word(const char *text, const char *word)
{
    while (*word && *text == *word) {
        text++;
        word++;
    }
    return !*word && *text == ' ';
}

static const char *next_word(const char *words)
{
    while (*words && *words != ' ')
        words++;
    return *words ? words + 1 : words;
}

bool column_words_have(const char *words, const char *const *wanted)
{
    for (const char *word = next_word(words); *word; word = next_word(word))
        for (const char *const *one = wanted; *one; one++)
            if (begins_with_word(word, *one))
                return true;
    return false;
}

bool column_is_named(const char *name, const char *const *headers)
{
    char words[COLUMN_WORDS];

    if (!name || !headers)
        return false;
    column_words(name, words);
    return column_words_have(words, headers);
}

unsigned column_values_wanted(double c)
{
    return c <= 0 ? 1 : (unsigned)ceil(6 / -log10(c));
}

/* Chernoff's bound P <= exp(-n * D(k/n || c)) never claims more than the exact sum. */
bool column_is_beyond_chance(uint64_t n, uint64_t k, double c)
{
    double share, divergence;

    if (c <= 0 || n == 0)
        return false;
    if (k > n) /* a cell may be counted as empty and still hold a hit of one byte less */
        k = n;
    share = (double)k / (double)n;
    if (share <= c)
        return false;
    divergence = share * log(share / c);
    if (share < 1)
        divergence += (1 - share) * log((1 - share) / (1 - c));
    return (double)n * divergence > 6 * log(10);
}
