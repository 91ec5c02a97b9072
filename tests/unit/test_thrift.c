/* test_thrift.c - structs of Thrift in memory, and bytes that are none. */

#include "rows.h"

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/thrift.h"

struct row {
    const char *name;
    struct bytes bytes;
    enum assay_status status;
    uint64_t offset;
};

static const struct row rows[] = {
    {"nothing", ROW_BYTES("\0"), ASSAY_OK, 0},
    {"an integer", ROW_BYTES("\x15\x02\0"), ASSAY_OK, 0},
    {"a field by its number", ROW_BYTES("\x05\x0e\x02\0"), ASSAY_OK, 0},
    {"a list", ROW_BYTES("\x19\x25\2\4\0"), ASSAY_OK, 0},
    {"a map", ROW_BYTES("\x1b\1\x85\1a\2\0"), ASSAY_OK, 0},
    {"no end", ROW_BYTES("\x15\x02"), ASSAY_EFORMAT, 2},
    {"no value", ROW_BYTES("\x15"), ASSAY_EFORMAT, 1},
    {"an unknown type", ROW_BYTES("\x1d\0"), ASSAY_EFORMAT, 0},
    {"a field twice", ROW_BYTES("\x15\2\x05\2\2\0"), ASSAY_EFORMAT, 2},
    {"a text past the end",
     ROW_BYTES("\x18\x7f"
               "a"),
     ASSAY_EFORMAT, 2},
    {"a list of 2^31", ROW_BYTES("\x19\xf5\xff\xff\xff\xff\7\0"), ASSAY_EFORMAT, 1},
    {"a map of 2^63", ROW_BYTES("\x1b\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x55\0"), ASSAY_EFORMAT,
     1},
    {"a number of 70 bits", ROW_BYTES("\x16\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0"),
     ASSAY_EFORMAT, 1},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct thrift_value of[4];
    struct assay_error err = {0};
    struct cursor cursor;

    cursor_of_part(&cursor, row->bytes, 1000, &err);
    assert_int_equal(thrift_struct(&cursor, of, ARRAY_LEN(of)), row->status);
    if (row->status != ASSAY_OK)
        assert_int_equal(err.offset, 1000 + row->offset);
}

static void check_values(void **state)
{
    struct thrift_value of[4], inside[2], element;
    struct assay_error err = {0};
    struct thrift_list list;
    struct cursor cursor;

    (void)state;
    cursor_of_part(&cursor, BYTES("\x11\x18\2hi\x1c\x16\1\0\0"), 0, &err);
    assert_ok(thrift_struct(&cursor, of, ARRAY_LEN(of)), err);
    assert_int_equal(of[1].integer, 1);
    assert_true(bytes_equal(of[2].body, BYTES("hi")));
    assert_ok(thrift_inside(&of[3], inside, ARRAY_LEN(inside), &err), err);
    assert_int_equal(inside[1].integer, -1);
    assert_int_equal(thrift_inside(&of[2], inside, ARRAY_LEN(inside), &err), ASSAY_EFORMAT);
    assert_int_equal(thrift_list(&of[3], &list, &err), ASSAY_EFORMAT);

    cursor_of_part(&cursor, BYTES("\x19\x21\1\2\0"), 0, &err);
    assert_ok(thrift_struct(&cursor, of, ARRAY_LEN(of)), err);
    assert_ok(thrift_list(&of[1], &list, &err), err);
    assert_int_equal(list.count, 2);
    assert_ok(thrift_element(&list, &element), err);
    assert_int_equal(element.integer, 1);
    assert_ok(thrift_element(&list, &element), err);
    assert_int_equal(element.integer, 0);
}

static void check_depth(void **state)
{
    enum { LEVELS = 100000 };
    uint8_t *bytes = malloc(LEVELS);
    struct thrift_value of[2];
    struct assay_error err = {0};
    struct cursor cursor;

    (void)state;
    assert_non_null(bytes);
    memset(bytes, 0x1c, LEVELS);
    cursor_of_part(&cursor, bytes_of(bytes, LEVELS), 0, &err);
    assert_int_equal(thrift_struct(&cursor, of, ARRAY_LEN(of)), ASSAY_ELIMIT);
    assert_true(err.offset <= LIMIT_THRIFT_DEPTH + 1);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_values),
        cmocka_unit_test(check_depth),
    };

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
