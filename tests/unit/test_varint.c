/* test_varint.c - numbers in groups of seven bits, cut and too long. */

#include "rows.h"

#include "base/varint.h"
#include "drip.h"

static const struct row {
    const char *name;
    struct bytes bytes;
    bool good;
    uint64_t value;
    size_t left;
} rows[] = {
    {"nothing", ROW_BYTES(""), false, 0, 0},
    {"zero", ROW_BYTES("\0"), true, 0, 0},
    {"one byte, more behind it", ROW_BYTES("\x7f\1"), true, 127, 1},
    {"two bytes", ROW_BYTES("\x96\1"), true, 150, 0},
    {"zero in more bytes than it needs", ROW_BYTES("\x80\x80\0"), true, 0, 0},
    {"the largest", ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\5"), true, UINT64_MAX, 1},
    {"2^63", ROW_BYTES("\x80\x80\x80\x80\x80\x80\x80\x80\x80\1"), true, UINT64_C(1) << 63, 0},
    {"65 bits", ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\2"), false, 0, 10},
    {"a tenth byte that goes on", ROW_BYTES("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\1"), false, 0,
     11},
    {"cut short", ROW_BYTES("\x96"), false, 0, 1},
    {"cut short behind nine", ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), false, 0, 9},
};

static void check_take(void **state)
{
    const struct row *row = *state;
    struct bytes bytes = row->bytes;
    uint64_t value;

    assert_int_equal(varint_take(&bytes, &value), row->good);
    assert_int_equal(bytes.size, row->left);
    if (row->good)
        assert_int_equal(value, row->value);
}

static void check_read(void **state)
{
    const struct row *row = *state;

    for (size_t step = 0; step < 20; step += 9) {
        struct assay_error err = {0};
        enum assay_status status;
        struct cursor cursor;
        struct drip drip;
        uint64_t value;

        drip_cursor(&drip, row->bytes, step, &cursor, &err);
        status = varint_read(&cursor, &value);
        drip_clear(&drip);
        assert_int_equal(status, row->good ? ASSAY_OK : ASSAY_EFORMAT);
        if (row->good) {
            assert_int_equal(value, row->value);
            assert_int_equal(cursor_at(&cursor), row->bytes.size - row->left);
        } else {
            assert_true(err.offset <= row->bytes.size);
        }
    }
}

static void signs_alternate(void **state)
{
    static const int64_t numbers[] = {0, -1, 1, -2, 2};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        assert_int_equal((int64_t)varint_unzigzag(i), numbers[i]);
    assert_int_equal((int64_t)varint_unzigzag(UINT64_MAX), INT64_MIN);
    assert_int_equal((int64_t)varint_unzigzag(UINT64_MAX - 1), INT64_MAX);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(signs_alternate)};

    return RUN_CASES(check_take, rows) + RUN_CASES(check_read, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
