#include "base/arena.h"

#include <stdalign.h>

#include "rows.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
    struct arena *arena = arena_new();
    uint8_t *before = NULL;

    (void)state;
    assert_non_null(arena);
    for (size_t size = 0; size < 3000; size++) {
        uint8_t *memory = arena_alloc(arena, size);

        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, size);
        assert_true(memory != before || size <= 1);
        before = memory;
    }
    arena_free(arena);
}

static void sizes_that_do_not_fit_are_refused(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_null(arena_array(arena, SIZE_MAX / 2, 4));
    assert_null(arena_alloc(arena, SIZE_MAX));
    arena_free(arena);
}

static void what_was_adopted_lives_on(void **state)
{
    struct arena *to = arena_new(), *from = arena_new();
    const char *small = arena_text(from, "small");
    char *large = arena_alloc(from, 1 << 20);

    (void)state;
    large[0] = 'L';
    assert_string_equal(arena_text(to, "own"), "own");
    arena_adopt(to, from);
    assert_string_equal(small, "small");
    assert_int_equal(large[0], 'L');
    assert_true(arena_used(to) > 1 << 20);
    arena_free(to);
}

/* What work done over and over relies on: bounded memory, and zeroed bytes each time. */
static void reset_gives_zeroed_memory_again(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    arena_reset(arena);
    for (int round = 0; round < 100; round++) {
        uint8_t *small = arena_alloc(arena, 100), *large = arena_alloc(arena, 200 * 1024);

        assert_non_null(small);
        assert_non_null(large);
        for (size_t i = 0; i < 100; i++)
            assert_int_equal(small[i], 0);
        memset(small, 0xff, 100);
        memset(large, 0xff, 200 * 1024);
        assert_true(arena_used(arena) >= 100 + 200 * 1024);
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(sizes_that_do_not_fit_are_refused),
        cmocka_unit_test(what_was_adopted_lives_on),
        cmocka_unit_test(reset_gives_zeroed_memory_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
