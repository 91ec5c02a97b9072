#include "base/buf.h"

#include "rows.h"

static void the_ceiling_holds_and_the_failure_is_kept(void **state)
{
    struct assay_error err = {0};
    struct buf buf;

    (void)state;
    buf_init(&buf, 4);
    buf_text(&buf, "abcd");
    assert_ok(buf_status(&buf, &err), err);
    buf_byte(&buf, 'e');
    buf_text(&buf, "");
    assert_int_equal(buf_status(&buf, &err), ASSAY_ELIMIT);
    assert_int_equal(buf_bytes(&buf).size, 4); /* what was written before stays */
    buf_reset(&buf);
    buf_text(&buf, "xy");
    assert_string_equal(buf_string(&buf), "xy");
    buf_clear(&buf);
}

static void a_size_that_overflows_is_a_limit(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, SIZE_MAX);
    buf_text(&buf, "a");
    assert_null(buf_room(&buf, SIZE_MAX));
    assert_int_equal(buf.status, ASSAY_ELIMIT);
    buf_clear(&buf);
}

static void formats_and_hands_over(void **state)
{
    struct buf buf;
    char *text;

    (void)state;
    buf_init(&buf, 1024);
    for (int i = 0; i < 100; i++)
        buf_printf(&buf, "%d,", i);
    text = buf_take_string(&buf);
    assert_non_null(text);
    assert_int_equal(strlen(text), 290);
    assert_int_equal(buf.size, 0);
    free(text);
    buf_clear(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ceiling_holds_and_the_failure_is_kept),
        cmocka_unit_test(a_size_that_overflows_is_a_limit),
        cmocka_unit_test(formats_and_hands_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
