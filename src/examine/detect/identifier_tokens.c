/* identifier_tokens.c - the plain forms of identifiers, a row each. */

#include "examine/detect/identifier_tokens.h"

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"

#define SIZE(n) (UINT64_C(1) << (n))

/* Three to five digits, a dash and a check digit (LOINC Users' Guide, Luhn's sum). */
static enum proof loinc(struct bytes digits)
{
    return sum_luhn(digits) && digits.data[0] != '0' ? PROOF_HOLDS : PROOF_FAILS;
}

enum { BY_NAME = 1, NO_TEXT = 2 };
#define ANY false
#define DIGITS true
#define GROUPS(...)                                                                                \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/* FORM(n, id, prove, sizes, characters, use, groups, signs): struct token_form says what they are;
 * `n` is handed on. */
#define TOKEN_FORMS(FORM, n)                                                                       \
    FORM(n, BIC, identifier_bic, SIZE(8) | SIZE(11), ANY, NO_TEXT, GROUPS(0), NULL)                \
    FORM(n, CNPJ, identifier_cnpj, SIZE(14), ANY, 0, GROUPS(0x23342), "../-")                      \
    FORM(n, CUSIP, identifier_cusip, SIZE(9), ANY, 0, GROUPS(0), NULL)                             \
    FORM(n, ISIN, identifier_isin, SIZE(12), ANY, 0, GROUPS(0), NULL)                              \
    FORM(n, LEI, identifier_lei, SIZE(20), ANY, 0, GROUPS(0), NULL)                                \
    FORM(n, ABA, identifier_aba, SIZE(9), DIGITS, 0, GROUPS(0), NULL)                              \
    FORM(n, EIN, identifier_ein, SIZE(9), DIGITS, BY_NAME, GROUPS(0x27), "-")                      \
    FORM(n, KVNR, identifier_kvnr, SIZE(10), ANY, 0, GROUPS(0x19), NULL)                           \
    FORM(n, DE_TAX, identifier_de_tax, SIZE(11), DIGITS, 0, GROUPS(0x2333), NULL)                  \
    FORM(n, DNI, identifier_dni, SIZE(9), ANY, 0, GROUPS(0x81, 0x171), NULL)                       \
    FORM(n, NIR, identifier_nir, SIZE(15), ANY, 0, GROUPS(0x1222332, 0xd2), NULL)                  \
    FORM(n, IMEI, identifier_imei, SIZE(15), DIGITS, 0, GROUPS(0x2661), NULL)                      \
    FORM(n, AADHAAR, identifier_aadhaar, SIZE(12), DIGITS, 0, GROUPS(0x444), NULL)                 \
    FORM(n, IN_PAN, identifier_in_pan, SIZE(10), ANY, 0, GROUPS(0), NULL)                          \
    FORM(n, FISCALE, identifier_fiscale, SIZE(16), ANY, 0, GROUPS(0), NULL)                        \
    FORM(n, BSN, identifier_bsn, SIZE(8) | SIZE(9), DIGITS, 0, GROUPS(0x432, 0x423), NULL)         \
    FORM(n, PHONE, identifier_nanp, SIZE(10), DIGITS, BY_NAME | NO_TEXT, GROUPS(0), NULL)          \
    FORM(n, PESEL, identifier_pesel, SIZE(11), DIGITS, 0, GROUPS(0), NULL)                         \
    FORM(n, CPF, identifier_cpf, SIZE(11), DIGITS, 0, GROUPS(0x3332), "..-")                       \
    FORM(n, NHS, identifier_nhs, SIZE(10), DIGITS, 0, GROUPS(0x334), NULL)                         \
    FORM(n, NINO, identifier_nino, SIZE(9), ANY, 0, GROUPS(0x22221, 0x261), NULL)                  \
    FORM(n, DEA, identifier_dea, SIZE(9), ANY, 0, GROUPS(0), NULL)                                 \
    FORM(n, ITIN, identifier_itin, SIZE(9), DIGITS, BY_NAME | NO_TEXT, GROUPS(0), NULL)            \
    FORM(n, MBI, identifier_mbi, SIZE(11), ANY, 0, GROUPS(0x434), NULL)                            \
    FORM(n, NPI, identifier_npi, SIZE(10), DIGITS, 0, GROUPS(0), NULL)                             \
    FORM(n, SSN, identifier_ssn, SIZE(9), DIGITS, BY_NAME | NO_TEXT, GROUPS(0), NULL)              \
    FORM(n, VIN, identifier_vin, SIZE(17), ANY, 0, GROUPS(0), NULL)                                \
    FORM(n, LOINC, loinc, SIZE(4) | SIZE(5) | SIZE(6), DIGITS, 0, GROUPS(0x31, 0x41, 0x51), "-")

/* NOLINTBEGIN(bugprone-macro-parentheses): the groups are a list in braces */
#define ROW(n, id_, prove_, sizes_, digits_, use_, groups_, signs_)                                \
    {.id = ID_##id_,                                                                               \
     .prove = (prove_),                                                                            \
     .sizes = (sizes_),                                                                            \
     .digits = (digits_),                                                                          \
     .by_name = (use_)&BY_NAME,                                                                    \
     .no_text = (use_)&NO_TEXT,                                                                    \
     .groups = groups_,                                                                            \
     .signs = (signs_)},
const struct token_form token_forms[] = {TOKEN_FORMS(ROW, )};
#undef ROW
/* NOLINTEND(bugprone-macro-parentheses) */
const size_t token_form_count = ARRAY_LEN(token_forms);

#define PLACE(n, id_, ...) AT_##id_,
enum { TOKEN_FORMS(PLACE, ) FORMS };
#undef PLACE
_Static_assert(FORMS <= 32, "a row is a bit");

/* Rows by the size that they take, a bit each: all of them, and those that take letters too. */
#define BIT(n, id_, prove_, sizes_, ...) | (uint32_t)((sizes_) >> (n)&1) << AT_##id_
#define LETTERS_BIT(n, id_, prove_, sizes_, digits_, ...)                                          \
    | (uint32_t)((digits_) ? 0 : (sizes_) >> (n)&1) << AT_##id_
#define OF_SIZE(n) [n] = {0 TOKEN_FORMS(LETTERS_BIT, n), 0 TOKEN_FORMS(BIT, n)}
static const uint32_t rows_of_size[TOKEN_MOST + 1][2] = {
    OF_SIZE(4),  OF_SIZE(5),  OF_SIZE(6),  OF_SIZE(8),  OF_SIZE(9),  OF_SIZE(10), OF_SIZE(11),
    OF_SIZE(12), OF_SIZE(14), OF_SIZE(15), OF_SIZE(16), OF_SIZE(17), OF_SIZE(20),
};
#undef OF_SIZE
#undef LETTERS_BIT
#undef BIT

/* The groups that the signs at `signs` leave of a text of `size` bytes; false where one is empty or
 * longer than a hex digit tells. */
static bool cut_groups(uint64_t signs, size_t size, struct bytes text, struct token *token)
{
    size_t from = 0, count = 0;

    if ((signs & signs << 1) || (signs & 1) || signs >> (size - 1))
        return false;
    for (; signs; signs &= signs - 1) {
        size_t at = (size_t)__builtin_ctzll(signs);

        if (at - from > 15 || count == sizeof token->signs)
            return false;
        token->groups = token->groups << 4 | (at - from);
        token->signs[count++] = text.data[at];
        from = at + 1;
    }
    token->groups = token->groups << 4 | (size - from);
    token->sign_count = count;
    return size - from <= 15;
}

/* Rows of texts in one group: a check digit without its dash is any number. */
static uint32_t bare_rows(size_t size, bool digits)
{
    return rows_of_size[size][digits] & ~(UINT32_C(1) << AT_LOINC);
}

bool token_may_have_form(const struct token_ends *ends, struct bytes text,
                         const struct text_masks *masks)
{
    size_t size = text.size, first, last;

    if ((masks->digit | masks->upper | masks->sign) != text_masks_full(text.size))
        return false;
    if (masks->sign == 0)
        return size <= TOKEN_MOST && bare_rows(size, masks->upper == 0);
    for (uint64_t signs = masks->sign; signs; signs &= signs - 1)
        size--;
    first = (size_t)__builtin_ctzll(masks->sign);
    last = text.size - 64 + (size_t)__builtin_clzll(masks->sign);
    return token_ends_hold(ends, size, first, last);
}

bool token_read_masked(struct bytes text, const struct text_masks *masks, struct token *token)
{
    uint64_t plain = masks->digit | masks->upper, signs = masks->sign;

    if (text.size == 0 || (plain | signs) != text_masks_full(text.size))
        return false;
    token->digits = masks->upper == 0;
    token->groups = 0;
    if (signs == 0) {
        if (text.size > TOKEN_MOST)
            return false;
        memcpy(token->text, text.data, text.size);
        token->size = text.size;
        return true;
    }
    if (!cut_groups(signs, text.size, text, token))
        return false;
    for (token->size = 0; plain && token->size < TOKEN_MOST; plain &= plain - 1)
        token->text[token->size++] = text.data[__builtin_ctzll(plain)];
    return plain == 0;
}

bool token_read(struct bytes text, struct token *token)
{
    struct text_masks masks;

    if (text.size > TEXT_MASKS_MOST)
        return false;
    masks = text_masks_of(text);
    return token_read_masked(text, &masks, token);
}

/* One blank or dash again and again. */
static bool signs_are_one(const struct token *token)
{
    if (token->signs[0] != ' ' && token->signs[0] != '-')
        return false;
    for (size_t i = 1; i < token->sign_count; i++)
        if (token->signs[i] != token->signs[0])
            return false;
    return true;
}

static bool signs_hold(const struct token *token, const char *signs)
{
    if (!signs)
        return signs_are_one(token);
    return strlen(signs) == token->sign_count &&
           memcmp(signs, token->signs, token->sign_count) == 0;
}

static bool groups_hold(const struct token *token, const struct token_form *form)
{
    for (size_t i = 0; i < ARRAY_LEN(form->groups); i++)
        if (form->groups[i] == token->groups)
            return signs_hold(token, form->signs);
    return false;
}

uint32_t token_forms_of(const struct token *token)
{
    uint32_t rows = rows_of_size[token->size][token->digits], held = 0;

    if (token->groups == 0)
        return bare_rows(token->size, token->digits);
    for (; rows; rows &= rows - 1)
        if (groups_hold(token, &token_forms[__builtin_ctz(rows)]))
            held |= rows & -rows;
    return held;
}

static void add_ends(struct token_ends *ends, uint64_t groups)
{
    size_t size = 0;
    uint64_t first = 0;

    for (uint64_t left = groups; left; left >>= 4) {
        first = left & 15;
        size += first;
    }
    if (groups)
        ends->firsts[size][groups & 15] |= (uint16_t)(1U << first);
}

void token_ends_of_forms(struct token_ends *out)
{
    *out = (struct token_ends){0};
    for (size_t i = 0; i < token_form_count; i++)
        for (size_t j = 0; j < ARRAY_LEN(token_forms[i].groups); j++)
            add_ends(out, token_forms[i].groups[j]);
}
