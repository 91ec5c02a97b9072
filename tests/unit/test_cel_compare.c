#include "policy/cel/values.h"

#include "base/arena.h"
#include "base/kit.h"
#include "rows.h"

static void unknowns_inside_leave_equality_open(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_value one[] = {cel_of_int(1), cel_of_unknown(arena, "x")};
    struct cel_value two[] = {cel_of_int(1), cel_of_int(2)};
    struct cel_value three[] = {cel_of_int(3), cel_of_int(2)};
    struct cel_value a = cel_of_list(arena, one, 2), unknown;
    uint64_t left = 100;

    (void)state;
    assert_int_equal(value_same(a, cel_of_list(arena, two, 2), &left, &unknown), SAME_UNKNOWN);
    assert_string_equal(unknown.of.names->names[0], "x");
    assert_int_equal(value_same(a, cel_of_list(arena, three, 2), &left, &unknown), SAME_NO);
    assert_false(cel_equal(a, a));
    left = 2;
    assert_int_equal(
        value_same(cel_of_list(arena, two, 2), cel_of_list(arena, two, 2), &left, &unknown),
        SAME_NO);
    assert_int_equal(left, 0); /* which tells the caller that it is no answer */
    left = 100;
    assert_true(value_has_unknown(a, &left, &unknown));
    assert_false(value_has_unknown(cel_of_list(arena, two, 2), &left, &unknown));
}

static void equality_by_kind(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_value zero = cel_of_int(0), none = cel_of_optional(arena, NULL);

    (void)state;
    assert_true(cel_equal(cel_of_int(1), cel_of_uint(1)));
    assert_true(cel_equal(cel_of_double(0.0), cel_of_double(-0.0)));
    assert_false(cel_equal(cel_of_text("1"), cel_of_int(1)));
    assert_false(cel_equal(cel_of_text("a"), cel_of_bytes(BYTES("a"))));
    assert_true(cel_equal(cel_of_null(), cel_of_null()));
    assert_true(cel_equal(cel_of_optional(arena, &zero), cel_of_optional(arena, &zero)));
    assert_false(cel_equal(none, cel_of_optional(arena, &zero)));
    assert_true(cel_equal(none, none));
    assert_true(cel_equal(cel_of_type(&cel_int), cel_of_type(&cel_int)));
    assert_int_equal(value_compare(cel_of_text("a"), cel_of_int(1)), 2);
    assert_int_equal(value_compare(cel_of_duration(-1, 5), cel_of_duration(-1, 6)), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(unknowns_inside_leave_equality_open),
                                       cmocka_unit_test(equality_by_kind)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
