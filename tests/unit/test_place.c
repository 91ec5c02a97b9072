/* test_place.c - lines and columns of a text. */

#include "doc/place.h"

#include "rows.h"

struct row {
    const char *name;
    struct bytes text;
    size_t offset;
    uint32_t line, column;
    const char *excerpt; /* of that line */
};

static const struct row rows[] = {
    {"start", ROW_BYTES("ab\ncd"), 0, 1, 1, "ab"},
    {"second line", ROW_BYTES("ab\ncd"), 4, 2, 2, "cd"},
    {"the line feed itself", ROW_BYTES("ab\ncd"), 2, 1, 3, "ab"},
    {"past the end", ROW_BYTES("ab\ncd"), 99, 2, 3, "cd"},
    {"behind a final line feed", ROW_BYTES("ab\n"), 3, 2, 1, ""},
    {"empty text", ROW_BYTES(""), 0, 1, 1, ""},
    {"control characters are shown", ROW_BYTES("a\x1b[m"), 1, 1, 2, "a\\x1b[m"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct place place = place_of(row->text, row->offset);
    char excerpt[PLACE_EXCERPT_SIZE];

    place_excerpt(row->text, place.line, excerpt);
    assert_int_equal(place.line, row->line);
    assert_int_equal(place.column, row->column);
    assert_string_equal(excerpt, row->excerpt);
}

static void test_long_line(void **state)
{
    char excerpt[PLACE_EXCERPT_SIZE], text[1000];

    (void)state;
    memset(text, 'x', sizeof text);
    place_excerpt(bytes_of(text, sizeof text), 1, excerpt);
    assert_int_equal(strlen(excerpt), PLACE_EXCERPT_SIZE - 1);
    memcpy(text + PLACE_EXCERPT_SIZE - 2, "\xc3\xa9", 2); /* must not be cut in two */
    place_excerpt(bytes_of(text, sizeof text), 1, excerpt);
    assert_int_equal(strlen(excerpt), PLACE_EXCERPT_SIZE - 2);
    place_excerpt(BYTES("one line"), 2, excerpt);
    assert_string_equal(excerpt, "");
    place_excerpt(BYTES("one line"), 0, excerpt);
    assert_string_equal(excerpt, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_long_line)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
