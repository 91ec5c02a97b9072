#include "base/buf.h"

#include "base/kit.h"
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

static void hands_over_or_says_why_not(void **state)
{
    CLEANUP(buf_clear) struct buf buf = {.ceiling = 4};
    struct assay_error err = {0};
    char *text = NULL;

    (void)state;
    buf_text(&buf, "abc");
    assert_ok(buf_hand_over(&buf, &text, &err), err);
    assert_string_equal(text, "abc");
    buf_text(&buf, "abcd"); /* no room for its NUL */
    assert_int_equal(buf_hand_over(&buf, &text, &err), ASSAY_ELIMIT);
    assert_string_equal(text, "abc");
    assert_string_equal(err.text, "more than 4 bytes");
    free(text);
}

/* Past the size at which memory is asked for in huge pages, too. */
static void grows_large(void **state)
{
    enum { COUNT = 3 << 20 };
    CLEANUP(buf_clear) struct buf buf = {.ceiling = COUNT};

    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        buf_byte(&buf, (uint8_t)(i * 31 >> 3));
    assert_int_equal(buf.status, ASSAY_OK);
    assert_int_equal(buf.size, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        if (buf.data[i] != (uint8_t)(i * 31 >> 3))
            fail_msg("byte %zu is not what was added", i);
}

static void numbers_are_decimal(void **state)
{
    CLEANUP(buf_clear) struct buf buf = {.ceiling = 64};

    (void)state;
    buf_u64(&buf, 0);
    buf_byte(&buf, ' ');
    buf_u64(&buf, 1090);
    buf_byte(&buf, ' ');
    buf_u64(&buf, UINT64_MAX);
    assert_string_equal(buf_string(&buf), "0 1090 18446744073709551615");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_large),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(the_ceiling_holds_and_the_failure_is_kept),
        cmocka_unit_test(a_size_that_overflows_is_a_limit),
        cmocka_unit_test(formats_and_hands_over),
        cmocka_unit_test(hands_over_or_says_why_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
