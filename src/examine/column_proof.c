/* column_proof.c - the type of a column told from chance. */

#include "examine/column_proof.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Words of a column's name: split at '_', '-', '.', blanks and at the change from lower case to
 * upper, compared in lower case. `word` may be two words with a blank between. */
static size_t header_words(const char *name, char *out, size_t size)
{
    size_t used = 0;
    bool lower = false;

    out[used++] = ' ';
    for (const char *p = name; *p && used + 3 < size; p++) {
        char c = *p;
        bool upper = c >= 'A' && c <= 'Z';

        if ((upper && lower) && out[used - 1] != ' ')
            out[used++] = ' ';
        lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (upper)
            c = (char)(c - 'A' + 'a');
        if (c == '_' || c == '-' || c == '.' || c == ' ' || c == '/') {
            if (out[used - 1] != ' ')
                out[used++] = ' ';
            continue;
        }
        out[used++] = c;
    }
    if (out[used - 1] != ' ')
        out[used++] = ' ';
    out[used] = 0;
    return used;
}

bool column_is_named(const char *name, const char *const *headers)
{
    char words[512], wanted[64];

    if (!name || !headers)
        return false;
    header_words(name, words, sizeof words);
    for (; *headers; headers++) {
        snprintf(wanted, sizeof wanted, " %s ", *headers);
        if (strstr(words, wanted))
            return true;
    }
    return false;
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
