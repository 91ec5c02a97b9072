/* test_words.c - how observations and numbers are called in a sentence. */

#include "policy/words.h"

#include "base/buf.h"
#include "base/kit.h"
#include "rows.h"

static const struct row {
    const char *name;
    const char *class_name;
    uint64_t count;
    const char *words;
} rows[] = {
    {"one", "pii.email", 1, "e-mail address"},
    {"many", "pii.email", 2, "e-mail addresses"},
    {"none", "pii.email", 0, "e-mail addresses"},
    {"a class without words", "pii.martian-id", 3, "martian id"},
    {"a credential", "secret.github-token", 1, "github token credential"},
    {"credentials", "secret.github-token", 2, "github token credentials"},
    {"no dot", "odd", 1, "odd"},
};

static void check_class(void **state)
{
    const struct row *row = *state;
    struct buf out;

    buf_init(&out, SIZE_MAX);
    words_of_class(&out, row->class_name, row->count);
    assert_string_equal(buf_string(&out), row->words);
    buf_clear(&out);
}

static void columns_are_named_and_cut(void **state)
{
    static const struct assay_column_count columns[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}};
    static const char *const expected[] = {"", " in column \"a\"", " in columns \"a\" and \"b\"",
                                           " in columns \"a\", \"b\" and \"c\"",
                                           " in columns \"a\", \"b\", \"c\" and 1 more"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        struct assay_observation seen = {.columns = columns, .column_count = i};
        struct buf out;

        buf_init(&out, SIZE_MAX);
        words_of_columns(&out, &seen);
        assert_string_equal(buf_string(&out), expected[i]);
        buf_clear(&out);
    }
}

static void numbers_have_commas(void **state)
{
    static const struct {
        int64_t number;
        const char *text;
    } numbers[] = {{0, "0"},
                   {999, "999"},
                   {1000, "1,000"},
                   {1234567, "1,234,567"},
                   {-1000, "-1,000"},
                   {-100, "-100"},
                   {INT64_MIN, "-9,223,372,036,854,775,808"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        struct buf out;

        buf_init(&out, SIZE_MAX);
        words_of_number(&out, numbers[i].number);
        assert_string_equal(buf_string(&out), numbers[i].text);
        buf_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_named_and_cut),
        cmocka_unit_test(numbers_have_commas),
    };

    return RUN_CASES(check_class, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
