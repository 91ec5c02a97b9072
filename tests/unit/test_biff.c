/* test_biff.c - records of workbooks: texts that go on in other records, numbers, what is cut. */

#include "rows.h"

#include <string.h>

#include "base/kit.h"
#include "examine/tables/biff.h"

#define CONTINUE "\x3c\0"

static const struct row {
    const char *name;
    struct bytes bytes;
    const char *text; /* or NULL where reading fails */
    uint64_t offset;  /* of what is to blame, or where reading ends */
} rows[] = {
    {"no letter", ROW_BYTES("\xfc\0\3\0\0\0\0"), "", 7},
    {"letters of one byte", ROW_BYTES("\xfc\0\5\0\2\0\0ab"), "ab", 9},
    {"letters of Latin-1", ROW_BYTES("\xfc\0\5\0\2\0\0\xe9z"), "\303\251z", 9},
    {"letters of two bytes", ROW_BYTES("\xfc\0\7\0\2\0\1\xa9\3z\0"), "\316\251z", 11},
    {"a pair", ROW_BYTES("\xfc\0\7\0\2\0\1\x3d\xd8\0\xde"), "\360\237\230\200", 11},
    {"half a pair", ROW_BYTES("\xfc\0\5\0\1\0\1\x3d\xd8"), "\357\277\275", 9},
    {"formats behind", ROW_BYTES("\xfc\0\x0a\0\1\0\x08\1\0z\0\0\0\0"), "z", 14},
    {"read aloud, with formats", ROW_BYTES("\xfc\0\x10\0\1\0\x0c\1\0\2\0\0\0z\0\0\0\0xy"), "z", 20},
    {"formats in the next record", ROW_BYTES("\xfc\0\6\0\1\0\x08\1\0z" CONTINUE "\4\0\0\0\0\0"),
     "z", 18},
    {"letters in the next record", ROW_BYTES("\xfc\0\4\0\3\0\0a" CONTINUE "\3\0\0bc"), "abc", 15},
    {"wider in the next record", ROW_BYTES("\xfc\0\4\0\2\0\0a" CONTINUE "\3\0\1\xa9\3"),
     "a\316\251", 15},
    {"narrower in the next record", ROW_BYTES("\xfc\0\5\0\2\0\1\xa9\3" CONTINUE "\2\0\0b"),
     "\316\251b", 15},
    {"all letters in the next record", ROW_BYTES("\xfc\0\3\0\1\0\0" CONTINUE "\3\0\1\xa9\3"),
     "\316\251", 14},
    {"a pair in two records", ROW_BYTES("\xfc\0\5\0\2\0\1\x3d\xd8" CONTINUE "\3\0\1\0\xde"),
     "\360\237\230\200", 16},
    {"in three records, one of them empty",
     ROW_BYTES("\xfc\0\4\0\3\0\0a" CONTINUE "\0\0" CONTINUE "\2\0\0b" CONTINUE "\2\0\0c"), "abc",
     24},
    {"its count in two records", ROW_BYTES("\xfc\0\1\0\2" CONTINUE "\4\0\0\0ab"), "ab", 13},
    {"a letter in two records", ROW_BYTES("\xfc\0\4\0\1\0\1\xa9" CONTINUE "\2\0\1\3"), NULL, 8},
    {"another record behind", ROW_BYTES("\xfc\0\4\0\2\0\0a\xfd\0\1\0b"), NULL, 8},
    {"nothing behind", ROW_BYTES("\xfc\0\4\0\2\0\0a"), NULL, 8},
    {"a size beyond the end", ROW_BYTES("\xfc\0\5\0\2\0\0a"), NULL, 4},
    {"a header that is cut", ROW_BYTES("\xfc\0\5"), NULL, 2},
    {"a header that continues and is cut", ROW_BYTES("\xfc\0\4\0\2\0\0a" CONTINUE), NULL, 8},
    {"4 GiB read aloud", ROW_BYTES("\xfc\0\7\0\0\0\4\xff\xff\xff\xff"), NULL, 11},
};

static void reads_text(void **state)
{
    const struct row *row = *state;
    CLEANUP(biff_clear) struct biff biff;
    CLEANUP(buf_clear) struct buf text;
    struct assay_error err = {0};
    struct cursor cursor;
    enum assay_status status;

    cursor_of_bytes(&cursor, row->bytes, &err);
    biff_init(&biff, &cursor);
    buf_init(&text, 64);
    status = biff_next(&biff);
    if (status == ASSAY_OK)
        status = biff_text(&biff, &text);
    if (status != ASSAY_OK) {
        assert_int_equal(status, ASSAY_EFORMAT);
        assert_null(row->text);
        assert_int_equal(err.offset, row->offset);
        return;
    }
    assert_non_null(row->text);
    assert_string_equal(buf_string(&text), row->text);
    assert_int_equal(biff_at(&biff), row->offset);
    assert_int_equal(biff.type, 0xfc);
}

static const struct number {
    const char *name;
    uint32_t rk;
    double value;
} numbers[] = {
    {"zero", 0, 0},
    {"one, as a real", 0x3ff00000, 1},
    {"a hundredth of one", 0x3ff00001, 0.01},
    {"a whole number", 1234 << 2 | 2, 1234},
    {"hundredths of one", 1234 << 2 | 3, 12.34},
    {"a negative one", UINT32_C(0xffffffff) << 2 | 2, -1},
    {"the most", UINT32_C(0x1fffffff) << 2 | 2, 536870911},
    {"the least", UINT32_C(0x20000000) << 2 | 2, -536870912},
};

static void reads_rk(void **state)
{
    const struct number *number = *state;

    assert_true(biff_rk(number->rk) == number->value);
}

int main(void)
{
    return RUN_CASES(reads_text, rows) + RUN_CASES(reads_rk, numbers);
}
