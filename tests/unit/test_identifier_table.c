/* test_identifier_table.c - the lines of identifiers.def: sorted, whole, and each has a row that
 * sees it. */

#include "rows.h"

#include <assay/identifier.h>
#include <ctype.h>

#include "base/kit.h"
#include "examine/detect/column_guess.h"
#include "examine/detect/column_proof.h"
#include "examine/detect/hashed_column.h"
#include "examine/detect/identifier_tokens.h"

static void lines_are_sorted_and_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDENTIFIERS; i++) {
        const struct identifier *line = &identifiers[i];

        if (i > 0 && strcmp(identifiers[i - 1].what.class_name, line->what.class_name) >= 0)
            fail_msg("%s stands in the wrong place", line->what.class_name);
        assert_true(line->shape[0] && line->proof[0] && line->what.headers[0]);
        if (i == ID_PHONE) /* numbers of a country without its code have a form and no proof */
            continue;
        if ((line->rule == RULE_PROOF || line->rule == RULE_FORM) == (line->cell != NULL))
            fail_msg("%s: cells are told by a proof or by their form", line->what.class_name);
        if ((line->what.chance > 0) == (line->cell != NULL))
            fail_msg("%s: only a proof has a chance", line->what.class_name);
        for (const char *letter = line->harbor; *letter; letter++)
            assert_true(*letter >= 'A' && *letter <= 'R');
    }
}

/* Words that no name could have after it was folded would never be found. */
static void words_can_be_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < IDENTIFIERS; i++) {
        const char *const *lists[] = {identifiers[i].what.headers, identifiers[i].unless};

        for (size_t k = 0; k < 2; k++) {
            for (const char *const *word = lists[k]; word && *word; word++) {
                struct column_words words;

                column_words(*word, &words);
                if (!column_words_have(&words, lists[k]) ||
                    strlen(words.text) != strlen(*word) + 2 || !islower((unsigned char)**word))
                    fail_msg("%s: \"%s\"", identifiers[i].what.class_name, *word);
            }
        }
    }
}

static void all_of_the_safe_harbor_is_there(void **state)
{
    char letters[128] = {0};

    (void)state;
    for (size_t i = 0; i < IDENTIFIERS; i++)
        for (const char *letter = identifiers[i].harbor; *letter; letter++)
            letters[(unsigned char)*letter] = 1;
    for (int letter = 'A'; letter <= 'R'; letter++)
        if (!letters[letter])
            fail_msg("no line is of class %c", letter);
}

static void all_are_told(void **state)
{
    struct assay_identifier told;
    size_t count = 0;

    (void)state;
    while (assay_identifier_at(count, &told)) {
        const struct identifier *line =
            count < IDENTIFIERS ? &identifiers[count] : &hashed_identifier;

        assert_string_equal(told.class_name, line->what.class_name);
        assert_non_null(told.column);
        count++;
    }
    assert_int_equal(count, IDENTIFIERS + 1);
}

/* Puts a token of that size together: digits, and a letter in front where there may be one. */
static void make_token(const struct token_form *form, size_t size, struct token *token)
{
    *token = (struct token){.size = size, .digits = form->digits};
    memset(token->text, '1', size);
    if (!form->digits)
        token->text[0] = 'A';
}

/* A size that is missing in the table of sizes would never be looked at. */
static void forms_are_found_by_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < token_form_count; i++) {
        for (size_t size = 0; size < 64; size++) {
            struct token token;
            bool bare = token_forms[i].id != ID_LOINC; /* only with its dash */

            if (!(token_forms[i].sizes >> size & 1))
                continue;
            assert_in_range(size, 1, TOKEN_MOST);
            make_token(&token_forms[i], size, &token);
            assert_int_equal(token_forms_of(&token) >> i & 1, bare);
        }
    }
}

/* Cells of digits that column_guess_is_small_number() passes over, and their neighbours. */
static void small_numbers_have_no_form(void **state)
{
    static const struct column plain = {0}, asked = {.named = 1, .asked = 1};

    (void)state;
    for (size_t i = 0; i < token_form_count; i++)
        for (size_t j = 0; j < ARRAY_LEN(token_forms[i].groups); j++)
            if (token_forms[i].sizes & 0xff)
                assert_true(token_forms[i].groups[j] % 16 == 1 &&
                            strcmp(token_forms[i].signs, "-") == 0);
    assert_false(column_guess_wants(&plain, BYTES("1234567")));
    assert_false(column_guess_wants(&plain, BYTES("1")));
    assert_true(column_guess_wants(&asked, BYTES("1234567")));
    assert_true(column_guess_wants(&plain, BYTES("12345678")));
    assert_true(column_guess_wants(&plain, BYTES("2345-7")));
    assert_true(column_guess_wants(&plain, BYTES("718-7 ")));
    assert_true(column_guess_wants(&plain, BYTES(" 718-7")));
}

/* Cells that column_guess_cell() would look at in vain. */
static void times_and_keys_are_not_looked_at(void **state)
{
    static const struct column plain = {0}, asked = {.named = 1, .asked = 1};

    (void)state;
    assert_false(column_guess_wants(&plain, BYTES("")));
    assert_false(column_guess_wants(&asked, BYTES("")));
    assert_false(column_guess_wants(&plain, BYTES("2024-01-01T00:00:00Z")));
    assert_false(column_guess_wants(&plain, BYTES("63ca828dd5f4b3b2e4b06ce60741c7a8")));
    assert_false(column_guess_wants(&plain, BYTES("-1.022103")));
    assert_false(column_guess_wants(&plain, BYTES("a word")));
    assert_false(column_guess_wants(&plain, BYTES("Ana")));
    assert_true(column_guess_wants(&asked, BYTES("a word")));
    assert_true(column_guess_wants(&plain, BYTES("Anna")));
    assert_true(column_guess_wants(&plain, BYTES("4-21 ")));
    assert_true(column_guess_wants(&plain, BYTES("2024-01-01")));
    assert_true(column_guess_wants(&plain, BYTES("48.20820,16.37380")));
    assert_true(column_guess_wants(&plain, BYTES("(48.2082, 16.3738)")));
    assert_true(column_guess_wants(&plain, BYTES("-33.86880,151.20930")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_sorted_and_whole),
        cmocka_unit_test(words_can_be_found),
        cmocka_unit_test(all_of_the_safe_harbor_is_there),
        cmocka_unit_test(all_are_told),
        cmocka_unit_test(forms_are_found_by_size),
        cmocka_unit_test(small_numbers_have_no_form),
        cmocka_unit_test(times_and_keys_are_not_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
