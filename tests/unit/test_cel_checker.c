#include "cel_case.h"

static void nearest_word_is_offered(void **state)
{
    static const struct {
        const char *expression, *remedy;
    } rows_of[] = {
        {"itm.size", "did you mean \"item\"?"},
        {"item.modl", "did you mean \"model\"?"},
        {"item.model.executes_onload", "did you mean \"executes_on_load\"?"},
        {"item.name.startWith('a')", "did you mean \"startsWith\"?"},
        {"[1].exist(x, true)", "did you mean \"exists\"?"},
        {"something_else", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows_of); i++) {
        struct cel_case c;

        cel_case_init(&c);
        (void)cel_case_run(&c, rows_of[i].expression, CEL_BUDGET);
        assert_string_equal(c.err.remedy, rows_of[i].remedy);
        assert_string_equal(c.err.excerpt, rows_of[i].expression);
        cel_case_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nearest_word_is_offered)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
