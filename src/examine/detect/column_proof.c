/* column_proof.c - the type of a column told from chance. */

#include "examine/detect/column_proof.h"

#include <math.h>
#include <stddef.h>

#include "examine/detect/identifier_sums.h"

static void fold(const char *name, char out[COLUMN_WORDS])
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

/* Of a word that ends in 0 as of one that ends in a blank. */
static uint64_t front_of(const char *word)
{
    const unsigned first = (uint8_t)word[0], second = (uint8_t)word[1];

    return UINT64_C(1) << (7 * first + (second ? second : ' ')) % 64;
}

void column_words(const char *name, struct column_words *out)
{
    fold(name, out->text);
    out->fronts = 0;
    for (const char *at = out->text; at[1]; at++)
        if (at[0] == ' ')
            out->fronts |= front_of(at + 1);
}

/* Behind a blank, and before one. */
static bool stands_among(const char *words, const char *wanted)
{
    for (; words[1]; words++) {
        size_t size = 0;

        if (words[0] != ' ')
            continue;
        while (wanted[size] && words[1 + size] == wanted[size])
            size++;
        if (!wanted[size] && words[1 + size] == ' ')
            return true;
    }
    return false;
}

/* Names are asked for hundreds of words each, of which most begin like none of theirs. */
bool column_words_have(const struct column_words *words, const char *const *wanted)
{
    for (; *wanted; wanted++)
        if ((words->fronts & front_of(*wanted)) && stands_among(words->text, *wanted))
            return true;
    return false;
}

bool column_is_named(const char *name, const char *const *headers)
{
    struct column_words words;

    if (!name || !headers)
        return false;
    column_words(name, &words);
    return column_words_have(&words, headers);
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
