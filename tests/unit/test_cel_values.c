#include "policy/cel/values.h"

#include "base/arena.h"
#include "base/kit.h"
#include "rows.h"

static void names_are_a_sorted_set(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *const names[] = {"b", "a", "b"};
    struct cel_value some = cel_of_unknowns(arena, names, 3);
    struct cel_value both = value_join_unknowns(arena, some, cel_of_unknown(arena, "aa"));

    (void)state;
    assert_int_equal(some.of.names->count, 2);
    assert_int_equal(both.of.names->count, 3);
    assert_string_equal(both.of.names->names[1], "aa");
    assert_ptr_equal(value_join_unknowns(arena, both, some).of.names, both.of.names);
    assert_ptr_equal(value_join_unknowns(arena, some, both).of.names, both.of.names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_a_sorted_set)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
