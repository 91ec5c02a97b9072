/* test_flatbuffer.c - offsets of FlatBuffers that hold, and those that do not. */

#include "rows.h"

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/flatbuffer.h"

/*
 * Root at 16, whose table of fields is at 8 and has two fields: 0 a number at 4, 1 an offset at 8.
 * The offset leads to a vector of two numbers, or to a text of that size, at 28.
 */
#define FILE_OF(root, fields_size, size, first, second, back, offset, count)                       \
    root "\0\0\0"                                                                                  \
         "abcd" fields_size "\0" size "\0" first "\0" second "\0" back "\0\0\0"                    \
         "\7\0\0\0" offset "\0\0\0" count "\0\0\0"                                                 \
         "hi\0\0"

static const struct row {
    const char *name;
    struct bytes bytes;
    enum assay_status status;
    uint64_t number;
    const char *text;
} rows[] = {
    {"all holds", ROW_BYTES(FILE_OF("\x10", "\x8", "\xc", "\4", "\x8", "\x8", "\4", "\2")),
     ASSAY_OK, 7, "hi"},
    {"no second field", ROW_BYTES(FILE_OF("\x10", "\x8", "\xc", "\4", "\0", "\x8", "\4", "\2")),
     ASSAY_OK, 7, ""},
    {"no fields", ROW_BYTES(FILE_OF("\x10", "\4", "\xc", "\4", "\x8", "\x8", "\4", "\2")), ASSAY_OK,
     99, ""},
    {"a root behind the end",
     ROW_BYTES(FILE_OF("\x7f", "\x8", "\xc", "\4", "\x8", "\x8", "\4", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"a table of fields before the file",
     ROW_BYTES(FILE_OF("\x10", "\x8", "\xc", "\4", "\x8", "\x11", "\4", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"a table of fields of three bytes",
     ROW_BYTES(FILE_OF("\x10", "\3", "\xc", "\4", "\x8", "\x8", "\4", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"a table of fields of an odd size",
     ROW_BYTES(FILE_OF("\x10", "\x9", "\xc", "\4", "\x8", "\x8", "\4", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"a table of fields behind the end",
     ROW_BYTES(FILE_OF("\x10", "\x7e", "\xc", "\4", "\x8", "\x8", "\4", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"a table behind the end",
     ROW_BYTES(FILE_OF("\x10", "\x8", "\x7f", "\4", "\x8", "\x8", "\4", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"a field behind its table",
     ROW_BYTES(FILE_OF("\x10", "\x8", "\xc", "\x9", "\x8", "\x8", "\4", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"an offset to itself",
     ROW_BYTES(FILE_OF("\x10", "\x8", "\xc", "\4", "\x8", "\x8", "\0", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"an offset behind the end",
     ROW_BYTES(FILE_OF("\x10", "\x8", "\xc", "\4", "\x8", "\x8", "\x7f", "\2")), ASSAY_EFORMAT, 0,
     NULL},
    {"a vector behind the end",
     ROW_BYTES(FILE_OF("\x10", "\x8", "\xc", "\4", "\x8", "\x8", "\4", "\5")), ASSAY_EFORMAT, 0,
     NULL},
};

static enum assay_status read_all(struct bytes bytes, uint64_t *number, struct buf *text,
                                  struct assay_error *err)
{
    struct flat_table root;
    struct cursor cursor;
    struct flat flat;

    cursor_of_bytes(&cursor, bytes, err);
    TRY(flat_open(&flat, &cursor, 0, bytes.size, &root));
    TRY(flat_unsigned(&root, 0, 4, 99, number));
    return flat_text(&root, 1, 100, text);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf text;
    struct assay_error err = {0};
    uint64_t number = 0;

    buf_init(&text, 1000);
    assert_int_equal(read_all(row->bytes, &number, &text, &err), row->status);
    if (row->status == ASSAY_OK) {
        assert_int_equal(number, row->number);
        assert_string_equal(buf_string(&text), row->text);
    } else {
        assert_true(err.offset <= row->bytes.size);
    }
}

static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->bytes.size; size++) {
        CLEANUP(buf_clear) struct buf text;
        struct assay_error err = {0};
        uint64_t number;

        buf_init(&text, 1000);
        if (read_all(bytes_of(row->bytes.data, size), &number, &text, &err) != ASSAY_OK)
            assert_true(err.offset <= size || err.offset == ASSAY_NO_OFFSET);
    }
}

/* A table that is its own element: each opening counts. */
static void openings_are_bounded(void **state)
{
    static const uint8_t bytes[] = "\x10\0\0\0abcd\4\0\x8\0\0\0\0\0\x8\0\0\0\0\0\0\0";
    struct flat flat;
    struct flat_vector self = {.flat = &flat, .at = 16, .count = 1};
    struct assay_error err = {0};
    struct flat_table root;
    struct cursor cursor;

    (void)state;
    cursor_of_bytes(&cursor, bytes_of(bytes, sizeof bytes - 1), &err);
    assert_ok(flat_open(&flat, &cursor, 0, sizeof bytes - 1, &root), err);
    flat.opened = LIMIT_FLAT_TABLES;
    assert_int_equal(flat_element(&self, 0, &root), ASSAY_ELIMIT);
}

/* The number of "all holds" read in its width, and of a field that is not there. */
static void signs_are_those_of_the_width(void **state)
{
    static const uint8_t bytes[] =
        "\x10\0\0\0abcd\6\0\xc\0\4\0\0\0\x8\0\0\0\xfe\xff\xff\x7f\0\0\0\x80";
    static const struct {
        unsigned field, width;
        int64_t value;
    } numbers[] = {
        {0, 1, -2}, {0, 2, -2}, {0, 4, 0x7ffffffe}, {0, 8, INT64_MIN + 0x7ffffffe}, {7, 4, -5}};
    struct assay_error err = {0};
    struct flat_table root;
    struct cursor cursor;
    struct flat flat;
    int64_t value;

    (void)state;
    cursor_of_bytes(&cursor, bytes_of(bytes, sizeof bytes - 1), &err);
    assert_ok(flat_open(&flat, &cursor, 0, sizeof bytes - 1, &root), err);
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        assert_ok(flat_signed(&root, numbers[i].field, numbers[i].width, -5, &value), err);
        assert_int_equal(value, numbers[i].value);
    }
}

/* A table that is absent has no fields, however deep one asks. */
static void what_is_absent_has_nothing(void **state)
{
    struct flat_table none = {0}, inner;
    struct flat_vector vector;
    uint64_t value;

    (void)state;
    assert_int_equal(flat_table(&none, 3, &inner), ASSAY_OK);
    assert_null(inner.flat);
    assert_int_equal(flat_vector(&inner, 0, 8, &vector), ASSAY_OK);
    assert_int_equal(vector.count, 0);
    assert_int_equal(flat_unsigned(&inner, 0, 8, 42, &value), ASSAY_OK);
    assert_int_equal(value, 42);
}

/* One that stands in a larger item is told by the item's offsets, and not led out of. */
static void a_buffer_inside_an_item_has_its_offsets(void **state)
{
    static const uint8_t bytes[] = "\x8\0\0\0\4\0\4\0\4\0\0\0";
    struct assay_error err = {0};
    struct flat_table root;
    struct cursor cursor;
    struct flat flat;

    (void)state;
    cursor_of_part(&cursor, bytes_of(bytes, sizeof bytes - 1), 1000, &err);
    assert_ok(flat_open(&flat, &cursor, 1000, sizeof bytes - 1, &root), err);
    assert_int_equal(root.at, 1008);
    assert_int_equal(flat_open(&flat, &cursor, 1004, 8, &root), ASSAY_EFORMAT);
    assert_int_equal(err.offset, 1004);
    assert_int_equal(flat_open(&flat, &cursor, 1000, sizeof bytes, &root), ASSAY_EFORMAT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(openings_are_bounded),
        cmocka_unit_test(signs_are_those_of_the_width),
        cmocka_unit_test(what_is_absent_has_nothing),
        cmocka_unit_test(a_buffer_inside_an_item_has_its_offsets),
    };

    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
