#include "cel_case.h"

/* Expressions whose value is printed: the text is one again, with the same value. */
static const struct cel_row rows[] = {
    {"null", "null", "null"},
    {"ints", "[-1, 0, 9223372036854775807]", "[-1, 0, 9223372036854775807]"},
    {"uints", "[0u]", "[0u]"},
    {"doubles show that they are", "[1.0, 0.5, 1e300, -0.0]", "[1.0, 0.5, 1e+300, -0.0]"},
    {"text escaped", "'a\"\\n\\u0001'", "\"a\\\"\\n\\x01\""},
    {"direction marks escaped", "'\\u202ex'", "\"\\u202ex\""},
    {"bytes", "b'a\\x00\\xff\"'", "b\"a\\x00\\xff\\\"\""},
    {"maps by key", "{'b': 1, 'a': 2}", "{\"a\": 2, \"b\": 1}"},
    {"keys of several kinds", "{'a': 1, 2: 1, true: 1}", "{true: 1, 2: 1, \"a\": 1}"},
    {"times", "[timestamp(0)]", "[timestamp(\"1970-01-01T00:00:00Z\")]"},
    {"spans", "[duration('1.5s')]", "[duration(\"1.5s\")]"},
    {"types", "[int, list, type]", "[int, list, type]"},
    {"optionals", "[optional.of(1), optional.none()]", "[optional.of(1), optional.none()]"},
    {"records by path", "[item.model]", "[item.model]"},
    {"unknowns", "u", "unknown(u)"},
};

static void plain_texts_have_no_quotes(void **state)
{
    CLEANUP(buf_clear) struct buf text;

    (void)state;
    buf_init(&text, 100);
    cel_print_plain(&text, cel_of_text("a\"b"));
    cel_print_plain(&text, cel_of_duration(1, 0));
    cel_print_plain(&text, cel_of_int(2));
    assert_string_equal(buf_string(&text), "a\"b1s2");
}

/* A ceiling cuts the work too, not only the text. */
static void ceilings_hold(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text;
    struct cel_value items[100], list;

    (void)state;
    for (size_t i = 0; i < 100; i++)
        items[i] = cel_of_text("abcdefgh");
    list = cel_of_list(arena, items, 100);
    for (size_t i = 0; i < 100; i++) /* a million texts when written out */
        items[i] = list;
    list = cel_of_list(arena, items, 100);
    for (size_t i = 0; i < 100; i++)
        items[i] = list;
    buf_init(&text, 64);
    cel_print(&text, cel_of_list(arena, items, 100));
    assert_int_equal(text.status, ASSAY_ELIMIT);
    assert_true(text.size <= 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(plain_texts_have_no_quotes),
                                       cmocka_unit_test(ceilings_hold)};

    return RUN_CASES(cel_check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
