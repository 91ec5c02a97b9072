/* test_part.c - a part of a cursor's bytes reads like a whole, and never past its end. */

#include "drip.h"
#include "rows.h"

#include "examine/encoding/part.h"

static void check_offsets_and_end(void **state)
{
    (void)state;
    for (size_t step = 0; step < 6; step++) {
        struct assay_error err = {0};
        struct cursor outer, inner;
        struct bytes taken;
        struct part part;
        struct drip drip;

        drip_cursor(&drip, BYTES("abcdefghij"), step, &outer, &err);
        assert_ok(cursor_skip(&outer, 2), err);
        assert_ok(part_open(&part, &outer, 5, &inner), err);
        assert_int_equal(cursor_at(&inner), 2);
        assert_int_equal(cursor_left(&inner), 5);
        assert_ok(cursor_take(&inner, 3, &taken), err);
        assert_memory_equal(taken.data, "cde", 3);
        assert_int_equal(cursor_take(&inner, 3, &taken), ASSAY_EFORMAT);
        assert_int_equal(err.offset, 5);
        assert_ok(cursor_take(&inner, 2, &taken), err);
        assert_memory_equal(taken.data, "fg", 2);
        assert_int_equal(cursor_skip(&inner, 1), ASSAY_EFORMAT);
        assert_ok(part_close(&part, &inner), err);
        assert_int_equal(cursor_at(&outer), 7);
        assert_ok(cursor_take(&outer, 3, &taken), err);
        assert_memory_equal(taken.data, "hij", 3);
        drip_clear(&drip);
    }
}

static void check_unread_rest_is_skipped(void **state)
{
    struct assay_error err = {0};
    struct cursor outer, inner;
    struct part part;

    (void)state;
    cursor_of_bytes(&outer, BYTES("abcdef"), &err);
    assert_ok(part_open(&part, &outer, 4, &inner), err);
    assert_ok(part_close(&part, &inner), err);
    assert_int_equal(cursor_at(&outer), 4);
    assert_int_equal(part_open(&part, &outer, 3, &inner), ASSAY_EFORMAT);
    assert_int_equal(err.offset, 4);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_offsets_and_end),
        cmocka_unit_test(check_unread_rest_is_skipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
