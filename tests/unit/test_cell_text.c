/* test_cell_text.c - the one text that stands for a value. */

#include "rows.h"

#include "base/kit.h"
#include "examine/tables/cell_text.h"

struct row {
    const char *name;
    struct meaning meaning;
    struct bytes value;
    const char *text;
    enum cell_type type;
};

static const struct row rows[] = {
    {"the smallest integer",
     {MEANS_SIGNED, 0},
     ROW_BYTES("\0\0\0\0\0\0\0\x80"),
     "-9223372036854775808",
     CELL_INTEGER},
    {"a narrow one", {MEANS_SIGNED, 0}, ROW_BYTES("\xff"), "-1", CELL_INTEGER},
    {"the largest without a sign",
     {MEANS_UNSIGNED, 0},
     ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"),
     "18446744073709551615",
     CELL_INTEGER},
    {"a half", {MEANS_FLOAT, 0}, ROW_BYTES("\0\x38"), "0.5", CELL_NUMBER},
    {"a tenth, narrow", {MEANS_FLOAT, 0}, ROW_BYTES("\xcd\xcc\xcc\x3d"), "0.1", CELL_NUMBER},
    {"a tenth",
     {MEANS_FLOAT, 0},
     ROW_BYTES("\x9a\x99\x99\x99\x99\x99\xb9\x3f"),
     "0.1",
     CELL_NUMBER},
    {"a third",
     {MEANS_FLOAT, 0},
     ROW_BYTES("\x55\x55\x55\x55\x55\x55\xd5\x3f"),
     "0.3333333333333333",
     CELL_NUMBER},
    {"no number", {MEANS_FLOAT, 0}, ROW_BYTES("\0\0\0\0\0\0\xf8\x7f"), "nan", CELL_NUMBER},
    {"below all", {MEANS_FLOAT, 0}, ROW_BYTES("\0\0\x80\xff"), "-inf", CELL_NUMBER},
    {"an amount", {MEANS_DECIMAL, 2}, ROW_BYTES("\x2c\1"), "3.00", CELL_NUMBER},
    {"less than one", {MEANS_DECIMAL, 3}, ROW_BYTES("\xff"), "-0.001", CELL_NUMBER},
    {"of 16 bytes",
     {MEANS_DECIMAL_BIG, 0},
     ROW_BYTES("\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
     "170141183460469231731687303715884105727",
     CELL_NUMBER},
    {"of 33 bytes",
     {MEANS_DECIMAL, 0},
     ROW_BYTES("012345678901234567890123456789012"),
     "",
     CELL_BINARY},
    {"a day", {MEANS_DATE, 0}, ROW_BYTES("\xff\xff\xff\xff"), "1969-12-31", CELL_DATE},
    {"a leap day", {MEANS_DATE, 0}, ROW_BYTES("\x08\x2b\0\0"), "2000-02-29", CELL_DATE},
    {"days beyond all calendars",
     {MEANS_DATE, 0},
     ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\x7f"),
     "9223372036854775807",
     CELL_DATE},
    {"a second past 32 bits",
     {MEANS_TIMESTAMP_UTC, 0},
     ROW_BYTES("\0\0\0\0\1\0\0\0"),
     "2106-02-07T06:28:16Z",
     CELL_DATE},
    {"the first instant",
     {MEANS_TIMESTAMP, 9},
     ROW_BYTES("\0\0\0\0\0\0\0\x80"),
     "1677-09-21T00:12:43.145224192",
     CELL_DATE},
    {"seconds far away",
     {MEANS_TIMESTAMP, 0},
     ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\x7f"),
     "+292277026596-12-04T15:30:07",
     CELL_DATE},
    {"a time", {MEANS_TIME, 3}, ROW_BYTES("\xff\x5b\x26\5"), "23:59:59.999", CELL_TEXT},
    {"a time of no day", {MEANS_TIME, 0}, ROW_BYTES("\xff\xff\xff\xff"), "-1", CELL_TEXT},
    {"a period", {MEANS_PERIOD, 3}, ROW_BYTES("\xdc\5\0\0"), "PT1.5S", CELL_TEXT},
    {"an identifier",
     {MEANS_UUID, 0},
     ROW_BYTES("0123456789abcdef"),
     "30313233-3435-3637-3839-616263646566",
     CELL_TEXT},
    {"an identifier cut short", {MEANS_UUID, 0}, ROW_BYTES("0123"), "", CELL_BINARY},
    {"a picture", {MEANS_BYTES, 0}, ROW_BYTES("\x89PNG\0\0\0\1"), "", CELL_BINARY},
    {"bytes that are text", {MEANS_BYTES, 0}, ROW_BYTES("plain"), "plain", CELL_TEXT},
    {"a truth", {MEANS_BOOLEAN, 0}, ROW_BYTES("\1"), "true", CELL_BOOLEAN},
    {"nothing at all", {MEANS_SIGNED, 0}, ROW_BYTES(""), "0", CELL_INTEGER},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    char room[CELL_TEXT_MAX], text[CELL_TEXT_MAX + 1] = "";
    enum cell_type type;
    struct bytes got = cell_text(&row->meaning, row->value, room, &type);

    assert_true(got.size < sizeof text);
    if (got.size)
        memcpy(text, got.data, got.size);
    assert_string_equal(text, row->text);
    assert_int_equal(type, row->type);
}

int main(void)
{
    return RUN_CASES(check_row, rows);
}
