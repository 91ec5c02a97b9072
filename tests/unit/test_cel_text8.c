#include "policy/cel/text8.h"

#include "rows.h"

static void counts_code_points(void **state)
{
    (void)state;
    assert_int_equal(text8_count(BYTES("")), 0);
    assert_int_equal(text8_count(BYTES("a\xc3\xa4\xf0\x9f\x90\xb1")), 3);
    assert_int_equal(text8_count(BYTES("a\xff\xc3")), 3); /* what is no character counts as one */
}

static void offsets_are_between_code_points(void **state)
{
    struct bytes text = BYTES("a\xc3\xa4z");

    (void)state;
    assert_int_equal(text8_offset(text, 0), 0);
    assert_int_equal(text8_offset(text, 2), 3);
    assert_int_equal(text8_offset(text, 3), 4);
    assert_true(text8_offset(text, 4) == SIZE_MAX);
}

static void finds_the_first_and_the_last(void **state)
{
    struct bytes text = BYTES("abcabc");

    (void)state;
    assert_int_equal(text8_find(text, BYTES("bc"), 0), 1);
    assert_int_equal(text8_find(text, BYTES("bc"), 2), 4);
    assert_int_equal(text8_find(text, BYTES(""), 6), 6);
    assert_true(text8_find(text, BYTES("bc"), 5) == SIZE_MAX);
    assert_true(text8_find(text, BYTES(""), 7) == SIZE_MAX);
    assert_int_equal(text8_find_last(text, BYTES("bc"), 6), 4);
    assert_int_equal(text8_find_last(text, BYTES("bc"), 3), 1);
    assert_int_equal(text8_find_last(text, BYTES(""), 6), 6);
    assert_true(text8_find_last(text, BYTES("bc"), 0) == SIZE_MAX);
    assert_true(text8_find_last(BYTES(""), BYTES("a"), 0) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_code_points),
                                       cmocka_unit_test(offsets_are_between_code_points),
                                       cmocka_unit_test(finds_the_first_and_the_last)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
