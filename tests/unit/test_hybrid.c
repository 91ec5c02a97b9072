/* test_hybrid.c - runs and packed groups of Parquet, and those that are cut or too wide. */

#include "rows.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/tables/hybrid.h"

enum { MOST = 24 }; /* numbers that are asked for */

static const struct row {
    const char *name;
    struct bytes bytes;
    unsigned width;
    const char *read;
} rows[] = {
    {"nothing", ROW_BYTES(""), 1, ""},
    {"a run", ROW_BYTES("\6\5"), 3, "5 5 5 "},
    {"a run of two bytes each", ROW_BYTES("\4\x34\x12"), 16, "4660 4660 "},
    {"a run of the widest", ROW_BYTES("\2\xff\xff\xff\xff"), 32, "4294967295 "},
    {"a group", ROW_BYTES("\3\x88\xc6\xfa"), 3, "0 1 2 3 4 5 6 7 "},
    {"a group of the widest",
     ROW_BYTES("\3\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5\0\0\0\6\0\0\0\7\0\0\0"
               "\xff\xff\xff\xff"),
     32, "1 2 3 4 5 6 7 4294967295 "},
    {"a run, a group", ROW_BYTES("\2\1\3\xaa"), 1, "1 0 1 0 1 0 1 0 1 "},
    {"runs of nothing between others", ROW_BYTES("\0\1\0\0\2\1"), 1, "1 "},
    {"numbers of no bits", ROW_BYTES("\6\3"), 0, "0 0 0 0 0 0 0 0 0 0 0 "},
    {"a group without the bytes of its last numbers", ROW_BYTES("\3\x88\xc6"), 3, "0 1 2 3 4 "},
    {"a group of no bytes at all", ROW_BYTES("\3"), 3, ""},
    {"a run whose value is cut", ROW_BYTES("\4\x34"), 16, ""},
    {"a run of a value that its width cannot hold", ROW_BYTES("\4\x08"), 3, ""},
    {"a head that is cut", ROW_BYTES("\x80\x80"), 1, ""},
    {"a head of 65 bits", ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\1"), 1, ""},
    {"a head beyond 32 bits", ROW_BYTES("\xff\xff\xff\xff\x1f\xff"), 1, ""},
    {"2^31 - 1 groups in a byte", ROW_BYTES("\xff\xff\xff\xff\xf\xf"), 1, "1 1 1 1 0 0 0 0 "},
};

static void read_numbers(struct hybrid *hybrid, struct buf *out)
{
    uint32_t number;

    for (size_t i = 0; i < MOST && hybrid_next(hybrid, &number); i++)
        buf_printf(out, "%" PRIu32 " ", number);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) uint8_t *exact = malloc(row->bytes.size + 1); /* for the sanitizer */
    CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
    struct hybrid hybrid;

    assert_non_null(exact);
    memcpy(exact + 1, row->bytes.data, row->bytes.size);
    assert_true(hybrid_open(&hybrid, bytes_of(exact + 1, row->bytes.size), row->width));
    read_numbers(&hybrid, &out);
    assert_string_equal(buf_string(&out), row->read);
}

static const struct levels {
    const char *name;
    struct bytes bytes;
    unsigned width;
    uint64_t count;
    const char *read; /* NULL: they do not open */
    size_t size;
} levels[] = {
    {"from the highest bit down", ROW_BYTES("\x05\x39\x77"), 3, 8, "0 1 2 3 4 5 6 7 ", 3},
    {"three bits of a byte", ROW_BYTES("\xa0\xff"), 1, 3, "1 0 1 ", 1},
    {"no bits", ROW_BYTES(""), 0, 2, "0 0 ", 0},
    {"none", ROW_BYTES(""), 3, 0, "", 0},
    {"more than there are", ROW_BYTES("\xa0"), 1, 9, NULL, 0},
    {"2^32 of them", ROW_BYTES("\xa0"), 0, UINT64_C(1) << 32, NULL, 0},
    {"33 bits each", ROW_BYTES("\xa0\xa0\xa0\xa0\xa0"), 33, 1, NULL, 0},
};

static void check_levels(void **state)
{
    const struct levels *row = *state;
    CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
    struct hybrid hybrid;
    size_t size;

    assert_int_equal(hybrid_open_levels(&hybrid, row->bytes, row->width, row->count, &size),
                     row->read != NULL);
    if (!row->read)
        return;
    read_numbers(&hybrid, &out);
    assert_string_equal(buf_string(&out), row->read);
    assert_int_equal(size, row->size);
}

static void wider_numbers_are_refused(void **state)
{
    struct hybrid hybrid;

    (void)state;
    assert_false(hybrid_open(&hybrid, BYTES("\2\1"), 33));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(wider_numbers_are_refused)};

    return RUN_CASES(check_row, rows) + RUN_CASES(check_levels, levels) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
