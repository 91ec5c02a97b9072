/*
 * identifier_tokens.h - plain forms: a text without its separators, and which identifiers have so
 * many characters in such groups. Cells and running text share the table.
 */

#pragma once

#include "examine/detect/identifier_table.h"
#include "examine/text/text_masks.h"

enum { TOKEN_MOST = 36 };

/* Letters and digits of a text, and how it was cut in groups. */
struct token {
    uint8_t text[TOKEN_MOST];
    size_t size;
    uint64_t groups;  /* a hex digit a group, the last one lowest: 0x334; 0 where there is one */
    uint8_t signs[8]; /* between groups, the first one first */
    size_t sign_count;
    bool digits; /* nothing but digits */
};

/* False where the text is no plain token: another character, a lower-case letter, a group of more
 * than 15, a doubled sign, or more than TOKEN_MOST characters. */
bool token_read(struct bytes text, struct token *token);
/* The same of a text of at most TEXT_MASKS_MOST bytes whose masks are known. */
bool token_read_masked(struct bytes text, const struct text_masks *masks, struct token *token);

/* One identifier's plain form. */
struct token_form {
    enum identifier_id id;
    enum proof (*prove)(struct bytes text);
    uint64_t sizes; /* a bit a size */
    bool digits;    /* only digits */
    bool by_name;   /* bare cells have no proof: only where the column's name says so */
    bool no_text;   /* in running text other detectors see it */
    uint64_t groups[3];
    const char *signs; /* between the groups, where not all are the same blank or dash */
};

extern const struct token_form token_forms[];
extern const size_t token_form_count;

/* The rows that the token's size, characters and groups are those of: a bit each. */
uint32_t token_forms_of(const struct token *token);

/* Which first groups a form has, by its size and its last group: a bit a size. Most groups of
 * digits are of no form, and need not be read. */
struct token_ends {
    uint16_t firsts[TOKEN_MOST + 1][16];
};
void token_ends_of_forms(struct token_ends *out);

static inline bool token_ends_hold(const struct token_ends *ends, size_t size, size_t first,
                                   size_t last)
{
    return size <= TOKEN_MOST && first < 16 && last < 16 && ends->firsts[size][last] >> first & 1;
}

/* False where a text of these masks, which is not empty, can have no row's form, whatever stands in
 * it. */
bool token_may_have_form(const struct token_ends *ends, struct bytes text,
                         const struct text_masks *masks);
