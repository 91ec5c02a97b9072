/* test_build_id.c - the same code has the same id, and all of it has one. */

#include "rows.h"

#include "base/build_id.h"
#include "base/kit.h"

static void the_running_code_has_one(void **state)
{
    CLEANUP(buf_clear) struct buf first = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf again = {.ceiling = SIZE_MAX};

    (void)state;
    assert_true(build_id_add(&first));
    assert_true(build_id_add(&again));
    assert_true(first.size >= 2 * 20); /* the program's and the C library's */
    assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&again)));
}

static void one_without_room_is_none(void **state)
{
    CLEANUP(buf_clear) struct buf small = {.ceiling = 8};

    (void)state;
    assert_false(build_id_add(&small));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_running_code_has_one),
        cmocka_unit_test(one_without_room_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
