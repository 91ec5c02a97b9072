/* test_pair_scan.c - names and values as programs, settings and logs write them. */

#include "rows.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/tables/pair_scan.h"

struct row {
    const char *name, *text;
    const char *tokens; /* "name=value;", "name[item,item,]" */
};

static const struct row rows[] = {
    {"JSON", "{\"a\": \"x y\", \"b\": 12, \"c\": null}", "a=x y;b=12;c=null;"},
    {"Python", "P(name='Ann', n=3) # m: 1", "name=Ann;n=3;m=1;"},
    {"dictionary", "{'a': 'x', 'b': 'y'},", "a=x;b=y;"},
    {"PHP and Ruby", "['a' => 'x'], :b => \"y\", c: \"z\"", "a=x;b=y;c=z;"},
    {"SQL", "SET a = 'x', `b` = 5, c = \"z\" WHERE id = 7;", "a=x;b=5;c=z;id=7;"},
    {"Go", "{Name: \"x\", Age: 4},", "Name=x;Age=4;"},
    {"logfmt", "level=info user=\"a b\" n=3 e=a@x.org", "level=info;user=a b;n=3;e=a@x.org;"},
    {"commas", "a=x y, b=z", "a=x y;b=z;"},
    {"values of several words", "a=x y b=z", "a=x y;b=z;"},
    {"lines", "a: x y\nb:   12\n", "a=x y;b=12;"},
    {"titles", "Date of birth: 1984-02-29\n  Full name : Ann\n",
     "Date of birth=1984-02-29;Full name=Ann;"},
    {"no title far from its colon", "Box 2      Phone: 3\n", "Phone=3;"},
    {"a telephone number", "phone: (312) 555-0123\n", "phone=(312) 555-0123;"},
    {"an apostrophe", "name: Conan O'Brien, a: 'x'", "name=Conan O'Brien;a=x;"},
    {"paths", "user.0.a=1\nusers[0].b=2\n--c=3", "user.0.a=1;.b=2;--c=3;"},
    {"queries", "/x?a=1&b=2", "a=1;b=2;"},
    {"flow of YAML", "- {a: x, b: \"y\"}\n", "a=x;b=y;"},
    {"vectors of R", "list(a = c(\"x\", \n\"y\"), b = c(1, 2))", "a[x,y,]b[1,2,]"},
    {"lists", "{'a': ['x', 'y'], \"b\": [1, +2]}", "a[x,y,]b[1,+2,]"},
    {"arrays", "a = np.array(['x', 'y'])", "a[x,y,]"},
    {"dashes", "a:\n  - x\n  - 'y'\nb: 2\n", "a[x,y,]b=2;"},
    {"dashes before names", "a:\n  - b: x\n", "a[]b=x;"},
    {"nothing behind it", "a:\n\nb: 1\n", "a[]b=1;"},
    {"calls", "a = f(b='x')", "a[]b=x;"},
    {"lists of lists", "a = [[1, 2], [3]]", "a[]"},
    {"lists of dictionaries", "a = [{'b': 1}, {'b': 2}]", "a[]b=1;b=2;"},
    {"comparisons", "if (a == 'x' && b != 'y' || c <= 2)", ""},
    {"clocks, scopes, hosts", "12:34:56 std::string x http://y.org:80/z", ""},
    {"no value", "a=, b=\"\", c={", ""},
    {"an escape", "a=\"x\\\"y\"", "a=!x\\\"y;"},
    {"a quote that nothing closes", "a=\"x\nb='y'\n", "b=y;"},
    {"prose", "It is: well, as it was. I said \"a: b\" to 'you'.", "It is=well;"},
    {"a name too long", "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdef=1 b=2",
     "b=2;"},
};

static void put(struct buf *out, const struct pair_scan *scan, enum pair_token token)
{
    switch (token) {
    case PAIR_VALUE:
        buf_add(out, scan->name.data, scan->name.size);
        buf_text(out, scan->hides ? "=!" : "=");
        buf_add(out, scan->value.data, scan->value.size);
        buf_byte(out, ';');
        break;
    case PAIR_LIST:
        buf_add(out, scan->name.data, scan->name.size);
        buf_byte(out, '[');
        break;
    case PAIR_ITEM:
        buf_add(out, scan->value.data, scan->value.size);
        buf_byte(out, ',');
        break;
    case PAIR_LIST_END:
        buf_byte(out, ']');
        break;
    case PAIR_OVER:
        break;
    }
}

static void scan_all(struct buf *out, struct pair_scan *scan, struct bytes text)
{
    enum pair_token token;

    pair_scan_more(scan, text);
    while ((token = pair_scan_next(scan)) != PAIR_OVER)
        put(out, scan, token);
}

static void is_scanned(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf by_line = {.ceiling = SIZE_MAX};
    struct pair_scan scan = {.at = 0}, again = {.at = 0};
    struct bytes text = bytes_text(row->text);

    scan_all(&out, &scan, text);
    assert_string_equal(buf_string(&out), row->tokens);
    while (text.size > 0) { /* the same line by line */
        const size_t size = bytes_until(text, '\n').size;
        const struct bytes line = bytes_front(text, size < text.size ? size + 1 : size);

        scan_all(&by_line, &again, line);
        text = bytes_from(text, line.size);
    }
    assert_string_equal(buf_string(&by_line), row->tokens);
}

/* Quotes that nothing closes are not looked behind again and again. */
static void is_bounded(void **state)
{
    enum { SIZE = 16 * 1024, TIMES = 200 };
    static const char *const hostile[] = {"\\\"", "'\\'`", "a: ", "a=(", "- ", "[", "a b ", "a:\n"};
    static char text[SIZE];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        for (size_t at = 0; at < SIZE; at++)
            text[at] = hostile[i][at % strlen(hostile[i])];
        for (int times = 0; times < TIMES; times++) {
            struct pair_scan scan = {.at = 0};

            pair_scan_more(&scan, bytes_of(text, SIZE));
            while (pair_scan_next(&scan) != PAIR_OVER)
                assert_true(scan.at <= SIZE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest bounds[] = {cmocka_unit_test(is_bounded)};

    return RUN_CASES(is_scanned, rows) | cmocka_run_group_tests(bounds, NULL, NULL);
}
