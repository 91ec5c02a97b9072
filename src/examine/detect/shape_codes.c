/*
 * shape_codes.c - personal data in running text by its plain form: bare codes and codes in groups
 * (identifier_tokens.h), dates of birth, lines of passports, tracks of cards.
 *
 * What chance passes often needs a word of context here; digits alone need it always, for in
 * columns of numbers the column decides (column_guess.c).
 */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifier_tokens.h"
#include "examine/detect/shape_tokens.h"
#include "examine/text/text_masks.h"

enum {
    CODE_MOST = 45, /* a line of a passport, and one more */
    GROUPED_MOST = 24,
    CARD_LEAST = 12,
    CARD_MOST = 19,
};
#define SURE (1.0 / 97 + 1e-9) /* proofs that say something by themselves */

static uint8_t byte(const struct look *look, uint64_t offset)
{
    return view_byte(look->view, offset);
}

static void add(const struct look *look, enum identifier_id id, uint64_t start, uint64_t end,
                enum assay_confidence confidence, enum proof proof)
{
    bool proved = confidence == ASSAY_HIGH || identifiers[id].what.chance <= SURE;
    enum rank rank = proved ? RANK_PROOF : RANK_SHAPE;

    look_add(look, id, &(struct sight){start, end, confidence, proof, rank, false}, "");
}

static void prove(const struct look *look, const struct token *token, uint64_t start, uint64_t end)
{
    bool plain = token->digits && token->groups == 0;

    for (uint32_t rows = token_forms_of(token); rows; rows &= rows - 1) {
        const struct token_form *form = &token_forms[__builtin_ctz(rows)];
        const struct identifier *identifier = &identifiers[form->id];
        bool form_only = identifier->rule == RULE_FORM;
        enum proof proof;

        if (form->no_text)
            continue;
        proof = form->prove(bytes_of(token->text, token->size));
        if (proof == PROOF_FAILS)
            continue;
        if (look_near(look, start, end, form->id))
            add(look, form->id, start, end, form_only ? ASSAY_MEDIUM : ASSAY_HIGH, proof);
        else if (!form_only && !plain && identifier->what.chance <= SURE)
            add(look, form->id, start, end, ASSAY_MEDIUM, proof);
    }
}

static bool is_mrz(uint8_t c)
{
    return c == '<' || value_36(c) <= 35;
}

/* The whole line that a run of a passport's characters stands in: true where it is one. */
static bool look_mrz(const struct look *look, uint64_t start, uint64_t end)
{
    enum proof proof;

    while (start > look->view->base && end - start <= CODE_MOST && is_mrz(byte(look, start - 1)))
        start--;
    while (end - start <= CODE_MOST && is_mrz(byte(look, end)))
        end++;
    proof = identifier_mrz(view_bytes(look->view, start, end));
    if (proof == PROOF_FAILS)
        return false;
    add(look, ID_MRZ, start, end, ASSAY_HIGH, proof);
    return true;
}

/* A month of two digits, behind the two of a year. */
static bool has_month(const struct look *look, uint64_t at)
{
    uint8_t d[4] = {byte(look, at), byte(look, at + 1), byte(look, at + 2), byte(look, at + 3)};

    return all_digits(bytes_of(d, sizeof d)) && two_digits_of(d + 2) >= 1 &&
           two_digits_of(d + 2) <= 12;
}

/* `;`digits`=`YYMM, `%B`digits`^`name`^`YYMM. */
static bool look_track(const struct look *look, uint64_t start, uint64_t end)
{
    struct bytes digits = view_bytes(look->view, start, end);
    uint64_t from = start, to = end;
    enum proof proof;

    if (digits.size > CARD_LEAST && digits.data[0] == 'B' && start > 0 &&
        byte(look, start - 1) == '%' && byte(look, end) == '^') {
        digits = bytes_from(digits, 1);
        from = start - 1;
        for (to = end + 1; to - end < 30 && byte(look, to) != '^'; to++)
            if (byte(look, to) < ' ')
                return false;
    } else if (!(start > 0 && byte(look, start - 1) == ';' && byte(look, end) == '=')) {
        return false;
    } else {
        from = start - 1;
    }
    if (!all_digits(digits) || !has_month(look, to + 1))
        return false;
    proof = identifier_card(digits);
    if (proof == PROOF_FAILS)
        return false;
    add(look, ID_CARD_TRACK, from, to + 5, ASSAY_HIGH, proof);
    return true;
}

/* Ten digits by which somebody can be called, where a word nearby says so. */
static void look_bare_phone(const struct look *look, uint64_t start, uint64_t end)
{
    if (identifier_nanp(view_bytes(look->view, start, end)) == PROOF_HOLDS &&
        !(start && byte(look, start - 1) == '+') && look_near(look, start, end, ID_PHONE))
        look_add(look, ID_PHONE,
                 &(struct sight){start, end, ASSAY_MEDIUM, PROOF_HOLDS, RANK_GENERIC, false}, "");
}

void look_code(const struct look *look, uint64_t end)
{
    uint64_t start = end - 8;
    struct token token;
    uint8_t left;

    while (start > look->view->base && end - start <= CODE_MOST &&
           value_36(byte(look, start - 1)) <= 35)
        start--;
    left = start > look->view->base ? byte(look, start - 1) : 0;
    if ((left == '<' || byte(look, end) == '<' || end - start == 30 || end - start >= 36) &&
        look_mrz(look, start, end))
        return;
    if (is_alnum(left) || end - start > TOKEN_MOST ||
        !token_read(view_bytes(look->view, start, end), &token))
        return;
    if ((left == ';' || left == '%') && look_track(look, start, end))
        return;
    if (!look_stands_alone(look, start, end) &&
        !(token.digits && look_is_whole_real(look, start, end)))
        return;
    if (token.digits) {
        if (token.size >= CARD_LEAST && token.size <= CARD_MOST)
            (void)look_prove_card(look, start, end);
        if (token.size == 10)
            look_bare_phone(look, start, end);
    }
    prove(look, &token, start, end);
}

/* A letter or digit behind, or a sign and one more digit: no group ends there. */
static bool is_joined(const struct look *look, uint64_t end)
{
    uint8_t right = byte(look, end);

    return is_alnum(right) || (is_digit(byte(look, end + 1)) &&
                               (right == '.' || right == '-' || right == '/' || right == ':'));
}

/* The token that a text ends in, from `at` on. */
static bool token_read_behind(struct bytes text, const struct text_masks *masks, size_t at,
                              struct token *token)
{
    const struct text_masks behind = {.digit = masks->digit >> at,
                                      .upper = masks->upper >> at,
                                      .lower = masks->lower >> at,
                                      .sign = masks->sign >> at};

    return token_read_masked(bytes_from(text, at), &behind, token);
}

/* Takes groups off the back as long as the sign before them is one that a form may have, and tries
 * each beginning. */
void look_grouped(const struct look *look, uint64_t end)
{
    struct bytes text;
    struct text_masks masks;
    size_t at, plain = 0, last = 0;

    if (is_joined(look, end))
        return;
    text = view_bytes(look->view, end < GROUPED_MOST + 2 ? 0 : end - GROUPED_MOST - 2, end);
    masks = text_masks_of(text);
    at = text.size;
    for (;;) {
        const uint64_t others = ~(masks.digit | masks.upper) & text_masks_full(at);
        const size_t from = others ? 64 - (size_t)__builtin_clzll(others) : 0, group = at - from;
        uint64_t start;
        struct token token;

        at = from;
        if (group == 0 || text.size - at > GROUPED_MOST)
            return;
        plain += group;
        start = end - (text.size - at);
        if (last && token_ends_hold(look->ends, plain, group, last) &&
            look_stands_alone(look, start, end) && token_read_behind(text, &masks, at, &token))
            prove(look, &token, start, end);
        last = last ? last : group;
        if (at <= 1 || !(masks.sign >> (at - 1) & 1))
            return;
        at--;
    }
}

/* True where a year stands in front that is no birth's for sure, as in most dates of logs. */
static bool is_late(struct bytes date)
{
    return date.size > 4 && !is_digit(date.data[4]) &&
           two_digits_of(date.data) * 100 + two_digits_of(date.data + 2) > BIRTH_YEAR_LAST;
}

void look_date(const struct look *look, uint64_t end)
{
    uint64_t start = end - 10;
    struct bytes date;
    uint8_t left;

    if (end < look->view->base + 10)
        return;
    left = start > look->view->base ? byte(look, start - 1) : '\n';
    if (left == '\n' || is_alnum(left) ||
        (left >= '-' && left <= '/')) /* lines of logs begin with one */
        return;
    date = view_bytes(look->view, start, end);
    if (!is_late(date) && cell_birth(date) == FIT_STRONG && look_near(look, start, end, ID_BIRTH))
        add(look, ID_BIRTH, start, end, ASSAY_MEDIUM, PROOF_HOLDS);
}

void look_bic(const struct look *look, uint64_t end)
{
    uint64_t start = end;
    struct bytes text;

    while (start > look->view->base && end - start < 12 && is_ascii_upper(byte(look, start - 1)))
        start--;
    while (end - start < 12 && value_36(byte(look, end)) <= 35)
        end++;
    if ((end - start != 8 && end - start != 11) || is_alnum(byte(look, end)) ||
        byte(look, end) == '_' ||
        (start > look->view->base &&
         (is_alnum(byte(look, start - 1)) || byte(look, start - 1) == '_')))
        return;
    text = view_bytes(look->view, start, end);
    if (identifier_bic(text) == PROOF_HOLDS && look_near(look, start, end, ID_BIC))
        add(look, ID_BIC, start, end, ASSAY_MEDIUM, PROOF_HOLDS);
}

/* `MRN: 12-3456`: the word says what no form can. */
void look_mrn(const struct look *look, uint64_t end)
{
    uint64_t start = end - 3, at = end, from;
    size_t digits = 0;

    if (!bytes_equal(view_bytes(look->view, start, end), BYTES("MRN")) ||
        (start > look->view->base && is_alnum(byte(look, start - 1))))
        return;
    while (at - end < 4 && byte(look, at) && strchr(" :#=", byte(look, at)))
        at++;
    for (from = at; at - from < 20 && (value_36(byte(look, at)) <= 35 || byte(look, at) == '-');
         at++)
        digits += is_digit(byte(look, at));
    if (at > end && at > from && digits >= 4 && !is_alnum(byte(look, at)))
        look_add(look, ID_MRN,
                 &(struct sight){from, at, ASSAY_MEDIUM, PROOF_HOLDS, RANK_SHAPE, false}, "");
}
