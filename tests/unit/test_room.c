/* test_room.c - arrays that double keep what they have, also where there is no memory for more. */

#include "rows.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/room.h"

#ifdef __SANITIZE_ADDRESS__
/* Where memory runs out the sanitizer ends the program, unless it is told not to. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}
#endif

static void elements_stay(void **state)
{
    uint32_t *all = NULL;
    size_t count = 0, capacity = 0;

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        assert_true(HAS_ROOM(all, count, capacity));
        all[count++] = i;
    }
    assert_true(capacity >= count && capacity < 4 * count);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(all[i], i);
    free(all);
}

static void what_cannot_grow_is_as_it_was(void **state)
{
    char *all = NULL, *same;
    size_t capacity = 0, before;

    (void)state;
    assert_true(HAS_ROOM(all, (size_t)0, capacity));
    all[0] = 'x';
    same = all;
    before = capacity;
    assert_false(room_double(&all, &capacity, SIZE_MAX / 4));
    assert_ptr_equal(all, same);
    assert_int_equal(capacity, before);
    assert_int_equal(all[0], 'x');
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(elements_stay),
                                       cmocka_unit_test(what_cannot_grow_is_as_it_was)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
