#include "policy/cel/values.h"

#include "base/arena.h"
#include "base/kit.h"
#include "rows.h"

static void maps_find_keys_of_any_number_type(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_entry entries[1000];
    struct cel_value map;

    (void)state;
    for (int i = 0; i < 1000; i++)
        entries[i] = (struct cel_entry){cel_of_int(i - 500), cel_of_int(i)};
    for (size_t count = 1; count <= 1000; count += 111) {
        map = cel_of_map(arena, entries, count);
        assert_int_equal(map.kind, CEL_MAP);
        for (size_t i = 0; i < count; i++) {
            int64_t key = (int64_t)i - 500;

            assert_int_equal(cel_map_find(map.of.map, cel_of_int(key))->of.integer, i);
            assert_int_equal(cel_map_find(map.of.map, cel_of_double((double)key))->of.integer, i);
            if (key >= 0)
                assert_int_equal(cel_map_find(map.of.map, cel_of_uint((uint64_t)key))->of.integer,
                                 i);
        }
        assert_null(cel_map_find(map.of.map, cel_of_int(1000)));
        assert_null(cel_map_find(map.of.map, cel_of_double(0.5)));
        assert_null(cel_map_find(map.of.map, cel_of_text("0")));
    }
}

static void maps_refuse_bad_keys(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct cel_entry entries[20];

    (void)state;
    entries[0] = (struct cel_entry){cel_of_double(1), cel_of_null()};
    assert_int_equal(cel_of_map(arena, entries, 1).kind, CEL_FAULT);
    for (int i = 0; i < 20; i++)
        entries[i] = (struct cel_entry){cel_of_int(i), cel_of_null()};
    entries[19].key = cel_of_uint(3);
    assert_int_equal(cel_of_map(arena, entries, 20).kind, CEL_FAULT);
    assert_int_equal(cel_of_map(arena, entries, 19).kind, CEL_MAP);
    entries[1].key = cel_of_uint(0);
    assert_int_equal(cel_of_map(arena, entries, 2).kind, CEL_FAULT);
}

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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_find_keys_of_any_number_type), cmocka_unit_test(maps_refuse_bad_keys),
        cmocka_unit_test(names_are_a_sorted_set),
        cmocka_unit_test(unknowns_inside_leave_equality_open), cmocka_unit_test(equality_by_kind)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
