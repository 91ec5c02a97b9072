/* test_pickle_sniff.c - what begins as a pickle, also where an argument is longer than is looked
 * at. */

#include "rows.h"

#include "base/buf.h"
#include "base/kit.h"
#include "examine/python/pickle_sniff.h"

#define CALL "0cos\nsystem\n(S'true'\ntR."

static const struct row {
    const char *name;
    const char *front;
    size_t fill; /* letters behind it */
    const char *back;
    bool cut, called; /* by the first 4 KiB; by all of it */
} rows[] = {
    {"a call at once", "I1\n", 0, CALL, false, true},
    {"behind a number with blanks", "I 1\n", 0, CALL, false, true},
    {"behind a number of another base", "I0x1F\n", 0, CALL, false, true},
    {"behind a number with a group", "L+1_0L\n", 0, CALL, false, true},
    {"behind a place with blanks", "Np 5\n", 0, CALL, false, true},
    {"behind a fraction with blanks", "F 1_0\n", 0, CALL, false, true},
    {"a sentence", "I am here\nand you\nare not\n", 0, "", false, false},
    {"a column", "count\nvalue\n1\n2\n", 0, "", false, false},
    {"a text of a known size", "X\x10\x27\0\0", 10000, CALL, true, true},
    {"a line", "V", 10000, "\n" CALL, true, true},
    {"a line in quotes", "S'", 10000, "'\n" CALL, true, true},
    {"an identifier that lasts", "P", 10000, "\n" CALL, true, true},
    {"a line that is not to its end", "V", 10000, CALL, true, false},
    {"a number that is none", "I", 10000, "\n" CALL, false, false},
    {"two bytes more", "X\x12\x27\0\0", 10000, CALL, true, false},
    {"longer than all", "X\xff\xff\xff\x7f", 10000, CALL, true, false},
    {"longer than any", "\x8d\xff\xff\xff\xff\xff\xff\xff\xff", 10000, CALL, true, false},
    {"words", "Version one. ", 10000, "\nCopyright", true, false},
    {"nonsense behind", "X\x10\x27\0\0", 10000, "\1\2\3", true, false},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf bytes;
    struct pickle_look look;
    struct assay_error err = {0};
    struct cursor cursor;
    struct bytes head;
    size_t front = strlen(row->front);

    while (row->fill > 0 && front < 5 && strchr("X", row->front[0]))
        front++; /* the zeros of its size */
    buf_init(&bytes, SIZE_MAX);
    buf_add(&bytes, row->front, front);
    for (size_t i = 0; i < row->fill; i++)
        buf_byte(&bytes, 'a');
    buf_text(&bytes, row->back);
    head = bytes_of(bytes.data, bytes.size < 4096 ? bytes.size : 4096);
    look = pickle_look(head);
    assert_int_equal(look.sound && look.cut, row->cut);
    cursor_of_bytes(&cursor, buf_bytes(&bytes), &err);
    if (pickle_look_far(&cursor, &look) != ASSAY_OK)
        assert_int_equal(err.status, ASSAY_EFORMAT);
    assert_int_equal(look.called, row->called);
}

static void check_marks(void **state)
{
    char text[2 * 100 + sizeof CALL + 1];
    struct pickle_look look;

    (void)state;
    memset(text, '(', 100);
    memset(text + 100, '1', 100);
    memcpy(text + 200, "N" CALL, sizeof CALL);
    look = pickle_look(bytes_of(text, 200 + sizeof CALL));
    assert_true(look.called);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(check_marks)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
