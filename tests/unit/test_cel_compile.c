#include "cel_case.h"

static void bytes_that_are_not_utf8(void **state)
{
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    assert_int_equal(cel_compile(c.env, BYTES("'\xff'"), c.arena, &c.program, &c.err),
                     ASSAY_EUSAGE);
    assert_string_equal(c.err.text, "expression is not UTF-8");
    assert_string_equal(c.err.id, "policy.expression");
    cel_case_clear(&c);
}

static void zero_bytes_are_no_blanks(void **state)
{
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    assert_int_equal(cel_compile(c.env, BYTES("1\0"), c.arena, &c.program, &c.err), ASSAY_EUSAGE);
    assert_int_equal(c.err.offset, 1);
    cel_case_clear(&c);
}

static void source_outlives_the_text(void **state)
{
    char text[] = "item.size > 3";
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    assert_ok(cel_compile(c.env, bytes_text(text), c.arena, &c.program, &c.err), c.err);
    memset(text, 'x', sizeof text - 1);
    assert_true(bytes_equal(cel_program_source(c.program), BYTES("item.size > 3")));
    cel_case_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_that_are_not_utf8),
                                       cmocka_unit_test(zero_bytes_are_no_blanks),
                                       cmocka_unit_test(source_outlives_the_text)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
