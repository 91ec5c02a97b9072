/* column_proof.h - what proves the type of a column: its name, or more cells than chance gives.
 * Source: docs/reference/detectors.md, "How sure is sure". */

#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * A column's name as words in lower case without accents, a blank before and behind each: split at
 * '_', '-', '.', '/', blanks and at the change from lower case to upper. What does not fit is cut.
 */
enum { COLUMN_WORDS = 512 };
struct column_words {
    char text[COLUMN_WORDS];
    uint64_t fronts; /* a bit for each two characters that begin one of them; some share one */
};
void column_words(const char *name, struct column_words *out);

/* True where one of the words, or pairs of words, stands among those of a name. */
bool column_words_have(const struct column_words *words, const char *const *wanted);

/* True where words of a column's name name the type; `name` and `headers` may be NULL. */
bool column_is_named(const char *name, const char *const *headers);

/* True when `k` or more of `n` cells passing by chance `c` is less likely than one in a million. */
bool column_is_beyond_chance(uint64_t n, uint64_t k, double c);

/* Different values that must have passed for it: one value in a million rows is one pass. */
unsigned column_values_wanted(double c);
