/* test_pickle_sniff.c - what bytes without a magic are taken for a pickle. */

#include "rows.h"

#include "base/kit.h"
#include "examine/pickle_sniff.h"

#define CALL "cos\nsystem\n(S'true'\ntR."

struct row {
    const char *name;
    struct bytes bytes;
    bool called;
    uint64_t beyond;
};

static const struct row rows[] = {
    {"a call", ROW_BYTES(CALL), true, 0},
    {"behind a number with blanks", ROW_BYTES("I 1\n0" CALL), true, 0},
    {"behind a number of another base", ROW_BYTES("I0x1F\n0" CALL), true, 0},
    {"behind a number with a group", ROW_BYTES("L+1_0L\n0" CALL), true, 0},
    {"behind a place with blanks", ROW_BYTES("Np 5\n0" CALL), true, 0},
    {"behind a fraction with blanks", ROW_BYTES("F 1_0\n0" CALL), true, 0},
    {"a sentence", ROW_BYTES("I am here\nand you\nare not\n"), false, 0},
    {"a column", ROW_BYTES("count\nvalue\n1\n2\n"), false, 0},
    {"an argument that goes on", ROW_BYTES("T\x10\x27\0\0AAAA"), false, 10005},
    {"an argument behind another", ROW_BYTES("N0T\x10\0\0\0"), false, 23},
    {"a count that no file has",
     ROW_BYTES("\x8e\xff\xff\xff\xff\xff\xff\xff\xff"
               "A"),
     false, 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct pickle_look look = pickle_look(row->bytes);

    assert_int_equal(look.called, row->called);
    assert_int_equal(look.beyond, row->beyond);
}

static void check_marks(void **state)
{
    char text[2 * 100 + sizeof CALL];
    struct pickle_look look;

    (void)state;
    memset(text, '(', 100);
    memset(text + 100, '1', 100);
    memcpy(text + 200, CALL, sizeof CALL - 1);
    look = pickle_look(bytes_of(text, 200 + sizeof CALL - 1));
    assert_true(look.called);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(check_marks)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
