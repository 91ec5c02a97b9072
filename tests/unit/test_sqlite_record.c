/* test_sqlite_record.c - records of SQLite value by value, and headers that lie. */

#include "rows.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/tables/sqlite_file.h"

static const struct row {
    const char *name;
    struct bytes bytes;
    bool opens, broken;
    const char *read;
} rows[] = {
    {"no columns", ROW_BYTES("\1"), true, false, ""},
    {"whole numbers of each width",
     ROW_BYTES("\x7\1\2\3\4\5\6"
               "\xff"
               "\1\0"
               "\xff\xff\xfe"
               "\x80\0\0\0"
               "\0\0\0\0\0\7"
               "\x7f\xff\xff\xff\xff\xff\xff\xff"),
     true, false, "-1 256 -2 -2147483648 7 9223372036854775807 "},
    {"no value, 0 and 1 take no bytes", ROW_BYTES("\4\0\x8\x9"), true, false, "null 0 1 "},
    {"a fraction", ROW_BYTES("\2\7\x3f\xf8\0\0\0\0\0\0"), true, false, "1.5 "},
    {"a text and bytes", ROW_BYTES("\3\x11\x10hixy"), true, false, "'hi' x2 "},
    {"an empty text", ROW_BYTES("\2\x0d"), true, false, "'' "},
    {"bytes behind the record", ROW_BYTES("\2\1\7more"), true, false, "7 "},
    {"a text that is cut", ROW_BYTES("\2\x13hi"), true, true, ""},
    {"a text of 2^63 bytes", ROW_BYTES("\xa\xff\xff\xff\xff\xff\xff\xff\xff\xffhi"), true, true,
     ""},
    {"a type that is not in use", ROW_BYTES("\3\1\xa\7"), true, true, "7 "},
    {"the other one", ROW_BYTES("\2\xb\7"), true, true, ""},
    {"a type that is cut", ROW_BYTES("\3\1\x81\7"), true, true, "7 "},
    {"nothing", ROW_BYTES(""), false, false, ""},
    {"a header larger than the record", ROW_BYTES("\5\1\7"), false, false, ""},
    {"a header smaller than its own size", ROW_BYTES("\0\1\7"), false, false, ""},
    {"a header of 2^64 - 1 bytes", ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), false, false,
     ""},
};

static void show(const struct sqlite_value *value, struct buf *out)
{
    switch (value->type) {
    case SQLITE_IS_NULL:
        buf_text(out, "null ");
        break;
    case SQLITE_IS_INTEGER:
        buf_printf(out, "%" PRId64 " ", value->integer);
        break;
    case SQLITE_IS_REAL:
        buf_printf(out, "%g ", value->real);
        break;
    case SQLITE_IS_TEXT:
        buf_printf(out, "'%.*s' ", (int)value->bytes.size, (const char *)value->bytes.data);
        break;
    case SQLITE_IS_BLOB:
        buf_printf(out, "x%zu ", value->bytes.size);
        break;
    }
}

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) uint8_t *exact = malloc(row->bytes.size + 1); /* for the sanitizer */
    CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
    struct sqlite_record record;
    struct sqlite_value value;
    bool broken;

    assert_non_null(exact);
    memcpy(exact + 1, row->bytes.data, row->bytes.size);
    assert_int_equal(sqlite_record_open(bytes_of(exact + 1, row->bytes.size), &record), row->opens);
    if (!row->opens)
        return;
    while (sqlite_record_next(&record, &value, &broken))
        show(&value, &out);
    assert_int_equal(broken, row->broken);
    assert_string_equal(buf_string(&out), row->read);
}

int main(void)
{
    return RUN_CASES(check_row, rows);
}
