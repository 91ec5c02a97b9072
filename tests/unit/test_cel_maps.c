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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(maps_find_keys_of_any_number_type),
                                       cmocka_unit_test(maps_refuse_bad_keys)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
