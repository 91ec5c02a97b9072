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

bool column_words_have(const char *words, const char *const *wanted)
{
    for (; *wanted; wanted++) {
        size_t size = strlen(*wanted);

        for (const char *at = words; (at = strstr(at, *wanted)) != NULL; at++)
            if (at > words && at[-1] == ' ' && at[size] == ' ')
                return true;
    }
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
