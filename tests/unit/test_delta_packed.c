/* test_delta_packed.c - numbers as differences, and blocks that do not hold what they say. */

#include "rows.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/tables/delta_packed.h"

/* Blocks of 8 numbers in one miniblock. */
#define HEAD(count, first) "\x08\x01" count first

static const struct row {
    const char *name;
    struct bytes bytes;
    bool opens;
    const char *read;
    size_t behind; /* bytes; SIZE_MAX: the numbers do not end well */
} rows[] = {
    {"none", ROW_BYTES(HEAD("\0", "\0") "more"), true, "", 4},
    {"the first alone", ROW_BYTES(HEAD("\1", "\x0d") "more"), true, "-7 ", 4},
    {"equal steps", ROW_BYTES(HEAD("\5", "\2") "\2\0more"), true, "1 2 3 4 5 ", 4},
    {"steps of two bits", ROW_BYTES(HEAD("\5", "\2") "\2\2\x24\0more"), true, "1 2 4 7 8 ", 4},
    {"steps down", ROW_BYTES(HEAD("\3", "\2") "\1\0"), true, "1 0 -1 ", 0},
    {"it wraps round", ROW_BYTES(HEAD("\2", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1") "\1\0"), true,
     "-9223372036854775808 9223372036854775807 ", 0},
    {"64 bits each", ROW_BYTES(HEAD("\2", "\0") "\0\x40\xff\xff\xff\xff\xff\xff\xff\x7f"), true,
     "0 9223372036854775807 ", 0},
    {"a miniblock without what nobody asks for", ROW_BYTES(HEAD("\3", "\2") "\2\2\4"), true,
     "1 2 4 ", 0},
    {"a miniblock without what is asked for", ROW_BYTES(HEAD("\7", "\2") "\2\2\4"), true, "1 ",
     SIZE_MAX},
    {"two blocks", ROW_BYTES(HEAD("\xa", "\0") "\2\0\4\0"), true, "0 1 2 3 4 5 6 7 8 10 ", 0},
    {"a second block that is not there", ROW_BYTES(HEAD("\xa", "\0") "\2\0"), true,
     "0 1 2 3 4 5 6 7 8 ", SIZE_MAX},
    {"65 bits each", ROW_BYTES(HEAD("\2", "\0") "\0\x41\0\0\0\0\0\0\0\0\0"), true, "0 ", SIZE_MAX},
    {"widths that are not there", ROW_BYTES(HEAD("\2", "\0") "\0"), true, "0 ", SIZE_MAX},
    {"blocks of nothing", ROW_BYTES("\0\1\2\0"), false, "", 0},
    {"no miniblocks", ROW_BYTES("\x08\0\2\0"), false, "", 0},
    {"miniblocks of four", ROW_BYTES("\x08\2\2\0"), false, "", 0},
    {"miniblocks that do not divide their block", ROW_BYTES("\x10\3\2\0"), false, "", 0},
    {"a block of 2^63 numbers", ROW_BYTES("\x80\x80\x80\x80\x80\x80\x80\x80\x80\1\1\2\0"), false,
     "", 0},
    {"2^21 miniblocks", ROW_BYTES("\x80\x80\x40\x80\x80\x80\1\2\0"), false, "", 0},
    {"a head that is cut", ROW_BYTES("\x08\1\x80"), false, "", 0},
    {"2^64 - 1 numbers in no bytes",
     ROW_BYTES(HEAD("\xff\xff\xff\xff\xff\xff\xff\xff\xff\1", "\0")), true, "0 ", SIZE_MAX},
};

static void check(const struct row *row, struct bytes bytes)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
    struct delta_packed delta;
    struct bytes behind;
    bool ends;
    uint64_t number;

    assert_int_equal(delta_packed_open(&delta, bytes), row->opens);
    if (!row->opens)
        return;
    ends = delta_packed_behind(&delta, &behind);
    assert_int_equal(ends, row->behind != SIZE_MAX);
    if (ends)
        assert_int_equal(behind.size, row->behind);
    while (delta_packed_next(&delta, &number))
        buf_printf(&out, "%" PRId64 " ", (int64_t)number);
    assert_string_equal(buf_string(&out), row->read);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) uint8_t *exact = malloc(row->bytes.size); /* for the sanitizer */

    assert_non_null(exact);
    memcpy(exact, row->bytes.data, row->bytes.size);
    check(row, bytes_of(exact, row->bytes.size));
}

int main(void)
{
    return RUN_CASES(check_row, rows);
}
