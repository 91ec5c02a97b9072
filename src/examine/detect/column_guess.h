/*
 * column_guess.h - what whole cells of a column pass as: bare numbers, dates, names.
 *
 * Most cells come to nothing, and are found out by a look at both of their ends.
 */

#pragma once

#include "examine/evidence_part.h"
#include "examine/text/text_masks.h"

enum {
    GUESS_TOKEN_LEAST = 4,
    GUESS_PAIR_LEAST = 13, /* 1.2345,6.7890 */
    GUESS_PAIR_MOST = 48,
};

/* What a column's name speaks for and against. */
void column_guess_name(struct column *column);

/* Looks at a whole cell of a column that is known. */
void column_guess_cell(struct evidence *evidence, uint32_t column, struct bytes text,
                       const struct assay_place *place);

/* What stands at the front of a cell: all that a name, a pair or a token begins with, and blanks.
 */
enum {
    GUESS_DIGIT = 1,
    GUESS_CAPITAL = 2,
    GUESS_DEGREES = 4 /* a sign before them */,
    GUESS_BLANK = 8
};
extern const uint8_t column_guess_fronts[UINT8_MAX + 1];

static inline bool column_guess_is_digit(uint8_t c)
{
    return column_guess_fronts[c] & GUESS_DIGIT;
}

static inline bool column_guess_is_capital(uint8_t c)
{
    return column_guess_fronts[c] & GUESS_CAPITAL;
}

static inline bool column_guess_begins(uint8_t first)
{
    return column_guess_fronts[first] & (GUESS_DIGIT | GUESS_CAPITAL | GUESS_DEGREES);
}

/* Digits in front of less than any form has, but the one with a check digit behind a dash. */
static inline bool column_guess_is_small_number(struct bytes text)
{
    return text.size < 8 && column_guess_is_digit(text.data[0]) &&
           (text.size < 2 || text.data[text.size - 2] != '-');
}

static inline bool column_guess_is_in_tokens(uint8_t c)
{
    return (uint8_t)(c - '-') <= '9' - '-' || (uint8_t)(c - 'A') < 26 || c == ' ';
}

/* False for most texts, of GUESS_TOKEN_LEAST bytes or more, with a character that no token has:
 * times, keys, words. */
static inline bool column_guess_may_be_token(struct bytes text)
{
    if (text.size > TOKEN_MOST ||
        !(column_guess_fronts[text.data[0]] & (GUESS_DIGIT | GUESS_CAPITAL)) ||
        !column_guess_is_in_tokens(text.data[text.size - 1]))
        return false;
    return text.size < 16 ? column_guess_is_in_tokens(text.data[text.size / 2])
                          : text_masks_sixteen(text.data);
}

/* A number of degrees has its point behind one to three digits, a sign, a bracket. */
static inline bool column_guess_may_be_pair(struct bytes text)
{
    return text.size >= GUESS_PAIR_LEAST &&
           (text.data[1] == '.' || text.data[2] == '.' || text.data[3] == '.' ||
            text.data[4] == '.' || text.data[5] == '.');
}

/* False where column_guess_cell() would come to nothing. */
static inline bool column_guess_wants(const struct column *column, struct bytes text)
{
    if (text.size == 0 || column->asked || column->hashed)
        return text.size > 0;
    if (!column_guess_fronts[text.data[0]])
        return false;
    if (text.data[0] == ' ' || text.data[text.size - 1] == ' ') /* which are cut */
        return true;
    if (text.size < GUESS_TOKEN_LEAST || text.size > GUESS_PAIR_MOST ||
        column_guess_is_small_number(text))
        return false;
    return column_guess_is_capital(text.data[0]) || column_guess_may_be_token(text) ||
           column_guess_may_be_pair(text);
}
