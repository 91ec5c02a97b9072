/* test_cel_could.c - what an expression says of one text before it is run; in doubt, nothing. */

#include "cel_case.h"

static const struct row {
    const char *name;
    const char *expression;
    bool could; /* while item.name is "a" */
} rows[] = {
    {"this text", "item.name == 'a'", true},
    {"another", "item.name == 'b'", false},
    {"this text alone not", "item.name != 'a'", false},
    {"all but another", "item.name != 'b'", true},
    {"the other way round", "'b' == item.name", false},
    {"behind and", "item.size > 0 && item.name == 'b'", false},
    {"before and", "item.name == 'b' && item.size > 0", false},
    {"in brackets", "((item.name == 'b') && item.size > 0)", false},
    {"or", "item.name == 'b' || item.size > 0", true},
    {"or behind and", "item.name == 'b' && u.x || u.y", true},
    {"or of others", "item.name == 'b' || item.name == 'c'", false},
    {"a choice", "item.name == 'b' ? true : true", true},
    {"negated", "!(item.name == 'b')", true},
    {"a list without it", "item.name in ['b', 'c']", false},
    {"a list with it", "item.name in ['b', 'a']", true},
    {"an empty list", "item.name in []", false},
    {"a list with something", "item.name in ['b', item.path]", true},
    {"a list that is a fact", "item.name in u.names", true},
    {"a longer text", "item.name == 'b' + 'c'", true},
    {"another field", "item.path == 'b'", true},
    {"a field below", "u.name == 'b'", true},
    {"under another name", "cel.bind(n, item.name, n == 'b')", true},
    {"or behind a comment with a quote", "item.name == 'b' && u.x // it's\n || true", true},
    {"or behind a raw text", "item.name == 'b' && u.x == r'\\' || true", true},
    {"or behind three quotes", "item.name == 'b' && u.x == '''it's''' || true", true},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct cel_case c;

    cel_case_init(&c);
    assert_ok(cel_compile(c.env, bytes_text(row->expression), c.arena, &c.program, &c.err), c.err);
    assert_int_equal(cel_could_be_true(c.program, "item.name", BYTES("a")), row->could);
    cel_case_clear(&c);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
