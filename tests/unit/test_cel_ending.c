/* test_cel_ending.c - where an expression ends in another text. */

#include "cel_case.h"

static const struct row {
    const char *name;
    const char *text;
    size_t end; /* SIZE_MAX where none is */
} rows[] = {
    {"at once", "}", 0},
    {"behind a name", "item.size} bytes", 9},
    {"a map", "{'a': 1}.a} b}", 10},
    {"a list and a call", "[f(1)][0]}", 9},
    {"quoted", "'}' + \"}\"}", 9},
    {"escaped", "'\\'}'}", 5},
    {"raw", "r'\\'}", 4},
    {"three quotes", "'''it's }'''}", 12},
    {"a comment", "a // }\n}", 7},
    {"a bracket of another kind", "a)}", 2},
    {"never", "item.size", SIZE_MAX},
    {"a string without end", "'a}", SIZE_MAX},
    {"nothing", "", SIZE_MAX},
};

static void check(void **state)
{
    const struct row *row = *state;
    size_t end = SIZE_MAX;

    assert_int_equal(cel_expression_end(bytes_text(row->text), '}', &end), row->end != SIZE_MAX);
    assert_int_equal(end, row->end);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
