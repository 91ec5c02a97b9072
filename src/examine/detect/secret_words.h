/* secret_words.h - how a text looks: random, a placeholder, a template, code. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* Shannon's measure, in bits a character. */
double secret_entropy(struct bytes text);

/* Where the letters are ASCII and their case does not matter. */
bool secret_contains(struct bytes text, const char *word);
bool secret_starts(struct bytes text, const char *word);
bool secret_is(struct bytes text, const char *word);

/* Words and runs that people write where a secret would stand. */
bool secret_is_placeholder(struct bytes text);

/* What a program or a template puts something else in place of: `${VAR}`, `{{ x }}`, `<key>`,
 * `os.environ["X"]`, `get(x)`. */
bool secret_is_template(struct bytes text);

struct secret_letters {
    bool lower, upper, digits, others;
};
/* Which kinds of characters stand in the text. */
struct secret_letters secret_letters(struct bytes text);
