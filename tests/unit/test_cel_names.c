#include "policy/cel/names.h"

#include "base/arena.h"
#include "base/kit.h"
#include "rows.h"

static void things_are_found_in_any_order_of_adding(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct names names = {.arena = arena};
    int things[500];
    char name[16];

    (void)state;
    assert_null(names_find(&names, "a"));
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "n%d", i * 7919 % 500);
        assert_true(names_add(&names, name, &things[i * 7919 % 500]));
    }
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "n%d", i);
        assert_ptr_equal(names_find(&names, name), &things[i]);
    }
    assert_null(names_find(&names, "n500"));
    for (size_t i = 1; i < names.count; i++)
        assert_true(strcmp(names.keys[i - 1], names.keys[i]) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(things_are_found_in_any_order_of_adding)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
