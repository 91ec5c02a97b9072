#include "policy/cel/library.h"

#include "cel_case.h"

static void each_is_found_by_its_name(void **state)
{
    size_t count;
    const char *const *names = library_names(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_non_null(library_find(names[i]));
        assert_string_equal(library_find(names[i])->name, names[i]);
        assert_true(i == 0 || strcmp(names[i - 1], names[i]) < 0);
    }
    assert_null(library_find("standard"));
    assert_null(library_find(""));
}

static void none_is_there_unasked(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    static const char *const expressions[] = {
        "'a'.trim()", "math.abs(1)",       "optional.of(1)",      "{}.?a",
        "[?1]",       "cel.bind(a, 1, a)", "[1].all(i, v, true)", "base64.encode(b'a')"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expressions); i++) {
        struct cel_program *program;

        assert_int_equal(
            cel_compile(cel_env_new(arena), bytes_text(expressions[i]), arena, &program, NULL),
            ASSAY_EUSAGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_is_found_by_its_name),
                                       cmocka_unit_test(none_is_there_unasked)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
