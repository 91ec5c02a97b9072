/* test_utf16.c - texts in UTF-16, and halves of pairs. */

#include "rows.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/utf16.h"

#define LOST "\xef\xbf\xbd"

static const struct row {
    const char *name;
    struct bytes bytes;
    bool big_endian;
    const char *text;
} rows[] = {
    {"nothing", ROW_BYTES(""), false, ""},
    {"letters", ROW_BYTES("h\0i\0"), false, "hi"},
    {"letters, the other way round", ROW_BYTES("\0h\0i"), true, "hi"},
    {"beyond ASCII", ROW_BYTES("\xe9\0\xac\x20"), false, "\xc3\xa9\xe2\x82\xac"},
    {"a pair", ROW_BYTES("\x3d\xd8\0\xde"), false, "\xf0\x9f\x98\x80"},
    {"the last character there is", ROW_BYTES("\xdb\xff\xdf\xff"), true, "\xf4\x8f\xbf\xbf"},
    {"the first half alone", ROW_BYTES("\x3d\xd8x\0"), false, LOST "x"},
    {"the first half at the end", ROW_BYTES("x\0\x3d\xd8"), false, "x" LOST},
    {"the second half alone", ROW_BYTES("\0\xdex\0"), false, LOST "x"},
    {"the halves in the wrong order", ROW_BYTES("\0\xde\x3d\xd8"), false, LOST LOST},
    {"two first halves, then a second", ROW_BYTES("\x3d\xd8\x3d\xd8\0\xde"), false,
     LOST "\xf0\x9f\x98\x80"},
    {"half a character", ROW_BYTES("x\0y"), false, "x" LOST},
    {"one byte", ROW_BYTES("x"), true, LOST},
    {"a pair that is cut in its second half", ROW_BYTES("\x3d\xd8\0"), false, LOST LOST},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) uint8_t *exact = malloc(row->bytes.size + 1); /* for the sanitizer */
    CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};

    assert_non_null(exact);
    memcpy(exact + 1, row->bytes.data, row->bytes.size);
    utf16_decode(&out, bytes_of(exact + 1, row->bytes.size), row->big_endian);
    assert_string_equal(buf_string(&out), row->text);
}

int main(void)
{
    return RUN_CASES(check_row, rows);
}
