#include "base/cursor.h"

#include "base/bytes.h"
#include "base/stream.h"
#include "rows.h"

/* A cursor whose window holds `step` bytes at a time, so that every call crosses an edge. */
struct drip {
    struct bytes all;
    uint8_t window[CURSOR_WINDOW_MAX];
    size_t next, step;
};

static enum assay_status fill(struct cursor *cursor, size_t need)
{
    struct drip *drip = cursor->state;
    size_t kept = cursor->have - cursor->at;

    memmove(drip->window, cursor->window + cursor->at, kept);
    cursor->base += cursor->at;
    cursor->at = 0;
    while (kept < need && drip->next < drip->all.size) {
        size_t part = drip->all.size - drip->next;

        if (part > drip->step)
            part = drip->step;
        memcpy(drip->window + kept, drip->all.data + drip->next, part);
        drip->next += part;
        kept += part;
    }
    cursor->window = drip->window;
    cursor->have = kept;
    cursor->ended = drip->next == drip->all.size;
    return ASSAY_OK;
}

static void open_drip(struct cursor *cursor, struct drip *drip, struct bytes all, size_t step,
                      struct assay_error *err)
{
    *drip = (struct drip){.all = all, .step = step};
    *cursor = (struct cursor){
        .window = drip->window, .size = all.size, .fill = fill, .state = drip, .err = err};
}

static void reads_numbers_across_every_edge(void **state)
{
    static const char bytes[] = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f";

    (void)state;
    for (size_t step = 1; step <= 16; step++) {
        static struct drip drip;
        struct cursor cursor;
        struct assay_error err = {0};
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
        uint64_t u64;
        bool ended;

        open_drip(&cursor, &drip, BYTES(bytes), step, &err);
        assert_ok(cursor_u8(&cursor, &u8), err);
        assert_ok(cursor_u16le(&cursor, &u16), err);
        assert_ok(cursor_u32be(&cursor, &u32), err);
        assert_ok(cursor_u64le(&cursor, &u64), err);
        assert_int_equal(u8, 1);
        assert_int_equal(u16, 0x0302);
        assert_int_equal(u32, 0x04050607);
        assert_true(u64 == 0x0f0e0d0c0b0a0908);
        assert_ok(cursor_ended(&cursor, &ended), err);
        assert_true(ended);
        assert_int_equal(cursor_at(&cursor), 15);
    }
}

static void a_read_past_the_end_says_where(void **state)
{
    struct assay_error err = {0};
    struct cursor cursor;
    uint32_t value = 7;
    uint16_t first;

    (void)state;
    cursor_of_bytes(&cursor, BYTES("abcd"), &err);
    assert_ok(cursor_u16le(&cursor, &first), err);
    assert_int_equal(cursor_u32le(&cursor, &value), ASSAY_EFORMAT);
    assert_int_equal(err.offset, 2);
    assert_int_equal(value, 7); /* outputs are written on success only */
}

static void a_skip_beyond_the_claimed_size_fails_before_reading(void **state)
{
    static struct drip drip;
    struct assay_error err = {0};
    struct cursor cursor;

    (void)state;
    open_drip(&cursor, &drip, BYTES("0123456789"), 1, &err);
    assert_int_equal(cursor_skip(&cursor, UINT64_MAX), ASSAY_EFORMAT);
    assert_int_equal(drip.next, 0);
    assert_ok(cursor_skip(&cursor, 10), err);
    assert_int_equal(cursor_skip(&cursor, 1), ASSAY_EFORMAT);
    assert_int_equal(err.offset, 10);
}

static void a_stream_of_unknown_size_ends_where_it_ends(void **state)
{
    static struct drip drip;
    struct assay_error err = {0};
    struct cursor cursor;

    (void)state;
    open_drip(&cursor, &drip, BYTES("abc"), 2, &err);
    cursor.size = STREAM_SIZE_UNKNOWN;
    assert_true(cursor_left(&cursor) == UINT64_MAX);
    assert_int_equal(cursor_skip(&cursor, 4), ASSAY_EFORMAT);
}

static void expect_blames_the_first_byte(void **state)
{
    struct assay_error err = {0};
    struct cursor cursor;

    (void)state;
    cursor_of_bytes(&cursor, BYTES("GGUX"), &err);
    assert_int_equal(cursor_expect(&cursor, "GGUF", 4), ASSAY_EFORMAT);
    assert_int_equal(err.offset, 0);
}

static void a_field_larger_than_the_window_is_a_limit(void **state)
{
    struct assay_error err = {0};
    struct cursor cursor;
    struct bytes out;

    (void)state;
    cursor_of_bytes(&cursor, BYTES("abc"), &err);
    assert_int_equal(cursor_take(&cursor, CURSOR_WINDOW_MAX + 1, &out), ASSAY_ELIMIT);
}

static void seeks_where_it_may(void **state)
{
    struct assay_error err = {0};
    struct cursor cursor;
    uint8_t byte;

    (void)state;
    cursor_of_bytes(&cursor, BYTES("0123456789"), &err);
    assert_ok(cursor_seek(&cursor, 7), err);
    assert_ok(cursor_u8(&cursor, &byte), err);
    assert_int_equal(byte, '7');
    assert_ok(cursor_seek(&cursor, 0), err);
    assert_ok(cursor_u8(&cursor, &byte), err);
    assert_int_equal(byte, '0');
    assert_ok(cursor_seek(&cursor, 10), err);
    assert_int_equal(cursor_u8(&cursor, &byte), ASSAY_EFORMAT);
    assert_ok(cursor_seek(&cursor, 3), err);
    assert_int_equal(cursor_seek(&cursor, 11), ASSAY_EFORMAT);
    assert_true(err.offset == 3);
    assert_non_null(strstr(err.text, "offset 11 of 10 bytes"));
    assert_int_equal(cursor_seek(&cursor, UINT64_MAX), ASSAY_EFORMAT);
}

static void what_is_read_in_order_does_not_seek(void **state)
{
    static struct drip drip;
    struct assay_error err = {0};
    struct cursor cursor;

    (void)state;
    open_drip(&cursor, &drip, BYTES("0123456789"), 2, &err);
    assert_int_equal(cursor_seek(&cursor, 7), ASSAY_EINTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeks_where_it_may),
        cmocka_unit_test(what_is_read_in_order_does_not_seek),
        cmocka_unit_test(reads_numbers_across_every_edge),
        cmocka_unit_test(a_read_past_the_end_says_where),
        cmocka_unit_test(a_skip_beyond_the_claimed_size_fails_before_reading),
        cmocka_unit_test(a_stream_of_unknown_size_ends_where_it_ends),
        cmocka_unit_test(expect_blames_the_first_byte),
        cmocka_unit_test(a_field_larger_than_the_window_is_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
