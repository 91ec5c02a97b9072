/*
 * column_guess.c - whole cells of a column: what they pass as is counted, column by column, and
 * judged when all are known (column_judge.c), so that the order of rows does not show.
 *
 * Most cells are at odds with everything after a few bytes; only what passes costs a count.
 */

#include "examine/detect/column_guess.h"

#include "base/kit.h"
#include "examine/detect/column_proof.h"
#include "examine/detect/hashed_column.h"
#include "examine/detect/identifier_cells.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifier_tokens.h"
#include "examine/detect/known_names.h"
#include "examine/text/text_hash.h"
#include "inventory/gaps.h"

enum { CELL_MOST = 2048 /* bytes of a cell that may be a link, an address, a name */ };

#define BIT(id) (UINT64_C(1) << (id))

#define TEN(c, is)                                                                                 \
    [c] = (is), [(c) + 1] = (is), [(c) + 2] = (is), [(c) + 3] = (is), [(c) + 4] = (is),            \
    [(c) + 5] = (is), [(c) + 6] = (is), [(c) + 7] = (is), [(c) + 8] = (is), [(c) + 9] = (is)
const uint8_t column_guess_fronts[UINT8_MAX + 1] = {
    TEN('0', GUESS_DIGIT), TEN('A', GUESS_CAPITAL), TEN('K', GUESS_CAPITAL), ['U'] = GUESS_CAPITAL,
    ['V'] = GUESS_CAPITAL, ['W'] = GUESS_CAPITAL,   ['X'] = GUESS_CAPITAL,   ['Y'] = GUESS_CAPITAL,
    ['Z'] = GUESS_CAPITAL, ['-'] = GUESS_DEGREES,   ['+'] = GUESS_DEGREES,   ['('] = GUESS_DEGREES,
    ['['] = GUESS_DEGREES, [' '] = GUESS_BLANK,
};
#undef TEN

void column_guess_name(struct column *column)
{
    struct column_words words;

    column->named = column->barred = column->asked = 0;
    column_words(column->name, &words);
    for (size_t i = 0; i < IDENTIFIERS; i++) {
        if (identifiers[i].unless && column_words_have(&words, identifiers[i].unless))
            column->barred |= BIT(i);
        else if (column_words_have(&words, identifiers[i].what.headers))
            column->named |= BIT(i);
        if (identifiers[i].cell)
            column->asked |= column->named & BIT(i);
    }
    column->hashed = hashed_column_is_named(&words, column->named);
}

static struct guess *find_guess(struct evidence *evidence, const struct column *column,
                                enum identifier_id id)
{
    for (uint32_t at = column->guesses; at; at = evidence->guesses[at - 1].next)
        if (evidence->guesses[at - 1].id == id)
            return &evidence->guesses[at - 1];
    return NULL;
}

static struct guess *use_guess(struct evidence *evidence, uint32_t column, enum identifier_id id)
{
    struct column *known = &evidence->columns[column];
    struct guess *guess = find_guess(evidence, known, id);

    if (guess)
        return guess;
    if (evidence->guess_count >= LIMIT_GUESSES) {
        if (!evidence->guesses_over)
            evidence_gap(evidence, GAP_DATA_TRUNCATED, ASSAY_NO_OFFSET,
                         "so many columns hold numbers that may be identifiers that those past "
                         "column %u were not all judged",
                         (unsigned)column);
        evidence->guesses_over = true;
        return NULL;
    }
    if (!evidence_reserve(evidence, (void **)&evidence->guesses, &evidence->guess_capacity,
                          evidence->guess_count, sizeof *evidence->guesses))
        return NULL;
    guess = &evidence->guesses[evidence->guess_count++];
    *guess = (struct guess){.id = (uint8_t)id, .column = column, .next = known->guesses};
    known->guesses = (uint32_t)evidence->guess_count;
    return guess;
}

/* Different values that are enough for any proof: those past them are not told apart. */
enum { DIFFERENT_ENOUGH = 128 };

static void count_different(struct guess *guess, struct bytes text)
{
    uint32_t mark = text_mark(text);
    uint64_t *seen = &guess->seen[mark / 64 % SEEN_WORDS];

    if (!(*seen & BIT(mark % 64)))
        guess->different++;
    *seen |= BIT(mark % 64);
}

static void keep_place(const struct evidence *evidence, struct bytes text,
                       const struct assay_place *place, struct assay_place *kept)
{
    *kept = *place;
    evidence_digest(evidence, text, &kept->value);
}

static struct guess *count_pass(struct evidence *evidence, uint32_t column, enum identifier_id id,
                                struct bytes text, const struct assay_place *place)
{
    struct guess *guess = use_guess(evidence, column, id);

    if (!guess)
        return NULL;
    if (guess->different < DIFFERENT_ENOUGH)
        count_different(guess, text);
    guess->passes++;
    if (place && guess->place_count < LIMIT_OBSERVATION_PLACES)
        keep_place(evidence, text, place, &guess->places[guess->place_count++]);
    return guess;
}

static void count_sample(struct evidence *evidence, uint32_t column, enum identifier_id id,
                         struct bytes text, const struct assay_place *place)
{
    struct guess *guess = use_guess(evidence, column, id);

    if (guess && guess->samples++ == 0)
        keep_place(evidence, text, place, &guess->sample);
}

/* Widens what latitudes and longitudes lie between. */
static void count_pair(struct guess *guess, struct bytes text)
{
    int32_t at[2];

    if (!cell_pair(text, &at[0], &at[1]))
        return;
    for (size_t i = 0; i < 2; i++) {
        if (guess->strong == 0 || at[i] < guess->least[i])
            guess->least[i] = at[i];
        if (guess->strong == 0 || at[i] > guess->most[i])
            guess->most[i] = at[i];
    }
}

/* A cell that fits. */
static void count_fit(struct evidence *evidence, uint32_t column, enum identifier_id id,
                      enum cell_fit fit, struct bytes text, const struct assay_place *place)
{
    struct guess *guess;

    if (evidence->counted & BIT(id)) /* in the cell's bytes, for one pass */
        guess = use_guess(evidence, column, id);
    else /* of ages only those over 89 are told, of ZIP codes those of few people */
        guess = count_pass(evidence, column, id, text,
                           identifiers[id].rule == RULE_RARE && fit != FIT_STRONG ? NULL : place);
    evidence->counted |= BIT(id);
    if (!guess || fit != FIT_STRONG)
        return;
    if (id == ID_COORDINATES)
        count_pair(guess, text);
    guess->strong++;
}

/* What the column's name says by itself. */
static void look_by_name(struct evidence *evidence, uint32_t column, struct bytes text,
                         const struct assay_place *place)
{
    for (uint64_t left = evidence->columns[column].asked; left; left &= left - 1) {
        enum identifier_id id = (enum identifier_id)__builtin_ctzll(left);
        enum cell_fit fit =
            id == ID_NAME ? known_names_fit(&evidence->names, text) : identifiers[id].cell(text);

        if (fit != FIT_NONE)
            count_fit(evidence, column, id, fit, text, place);
    }
}

static bool has_digit(struct bytes text)
{
    for (size_t i = text.size; i-- > 0;) /* codes end in one */
        if (column_guess_is_digit(text.data[i]))
            return true;
    return false;
}

/* Names of people and pairs of degrees, whatever the column is called. */
static inline void look_unnamed(struct evidence *evidence, uint32_t column, struct bytes text,
                                const struct assay_place *place)
{
    const uint64_t not = evidence->columns[column].named | evidence->columns[column].barred;

    if (column_guess_is_capital(text.data[0])) {
        if (!(not &BIT(ID_NAME)) && !has_digit(text) &&
            known_names_fit(&evidence->names, text) == FIT_STRONG)
            count_fit(evidence, column, ID_NAME, FIT_STRONG, text, place);
    } else if (column_guess_may_be_pair(text) && !(not &BIT(ID_COORDINATES)) &&
               memchr(text.data, ',', text.size) && cell_coordinate(text) == FIT_STRONG) {
        count_fit(evidence, column, ID_COORDINATES, FIT_STRONG, text, place);
    }
}

/* One dot among digits: no identifier, and most cells of tables of figures. */
static inline bool is_fraction(struct bytes text, const struct text_masks *masks)
{
    return masks->sign && !(masks->sign & (masks->sign - 1)) &&
           text.data[__builtin_ctzll(masks->sign)] == '.';
}

static void look_for_tokens(struct evidence *evidence, uint32_t column, struct bytes text,
                            const struct assay_place *place)
{
    const uint64_t named = evidence->columns[column].named;
    const uint64_t not = evidence->columns[column].barred | evidence->counted;
    const struct text_masks masks = text_masks_of(text);
    struct token token;
    struct bytes plain;

    if (!token_may_have_form(&evidence->ends, text, &masks) || is_fraction(text, &masks) ||
        !token_read_masked(text, &masks, &token))
        return;
    plain = bytes_of(token.text, token.size);
    for (uint32_t rows = token_forms_of(&token); rows; rows &= rows - 1) {
        const struct token_form *form = &token_forms[__builtin_ctz(rows)];
        enum proof proof;

        if ((not &BIT(form->id)) ||
            (form->by_name && token.groups == 0 && !(named & BIT(form->id))))
            continue;
        proof = form->prove(plain);
        if (proof == PROOF_HOLDS)
            (void)count_pass(evidence, column, form->id, plain, place);
        else if (proof == PROOF_SAMPLE)
            count_sample(evidence, column, form->id, plain, place);
    }
}

static struct bytes trim(struct bytes text)
{
    while (text.size > 0 && text.data[0] == ' ')
        text = bytes_from(text, 1);
    while (text.size > 0 && text.data[text.size - 1] == ' ')
        text.size--;
    return text;
}

/* A whole number as tables write it that keep numbers with gaps as reals: "536904399.0". */
static struct bytes without_fraction(struct bytes text)
{
    size_t digits = 0;

    if (text.size < 3 || text.data[text.size - 1] != '0' || text.data[text.size - 2] != '.')
        return text;
    while (digits < text.size - 2 && column_guess_is_digit(text.data[digits]))
        digits++;
    return digits == text.size - 2 ? bytes_front(text, digits) : text;
}

void column_guess_cell(struct evidence *evidence, uint32_t column, struct bytes text,
                       const struct assay_place *place)
{
    if (text.data[0] == ' ' || text.data[text.size - 1] == ' ')
        text = trim(text);
    text = without_fraction(text);
    if (text.size == 0 || text.size > CELL_MOST)
        return;
    if (evidence->columns[column].asked)
        look_by_name(evidence, column, text, place);
    if (evidence->columns[column].hashed)
        hashed_column_cell(evidence, column, text, place);
    if (text.size < GUESS_TOKEN_LEAST || text.size > GUESS_PAIR_MOST ||
        !column_guess_begins(text.data[0]))
        return;
    look_unnamed(evidence, column, text, place);
    if (column_guess_may_be_token(text))
        look_for_tokens(evidence, column, text, place);
}
