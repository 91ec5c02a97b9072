/* test_row_looks.c - what lines and elements are taken for the beginning of a table. */

#include "rows.h"

#include "base/kit.h"
#include "examine/encoding/xml_tokens.h"
#include "examine/tables/blank_stripes.h"
#include "examine/tables/setting_lines.h"
#include "examine/tables/xml_ahead.h"

/* ---- lines of settings ---- */

struct row {
    const char *name, *line;
    enum setting_form form;
    size_t indent;
    const char *key, *value;
};

static const struct row rows[] = {
    {"nothing", "  ", SETTING_BLANK, 2, "", ""},
    {"a comment", "# a: b", SETTING_BLANK, 0, "", ""},
    {"a section", "[[people]]\r", SETTING_HEAD, 0, "", ""},
    {"a map", "  people: # all", SETTING_HEAD, 2, "people", "# all"},
    {"a cell", "\tfirst name: James  # x", SETTING_CELL, 1, "first name", "James"},
    {"an item", "  - ssn: '1 # 2' # 3", SETTING_ITEM, 2, "ssn", "1 # 2"},
    {"an item without a key", "- 12:30", SETTING_OTHER, 0, "12", ""},
    {"a cell of INI", "phone=312 456 ; x", SETTING_CELL, 0, "phone", "312 456"},
    {"quotes that do not end", "a = \"b", SETTING_CELL, 0, "a", "b"},
    {"an address", "http://example.org/a", SETTING_OTHER, 0, "http", ""},
    {"a program", "if (a == 1) {", SETTING_OTHER, 0, "if", ""},
};

static void is_read(void **state)
{
    const struct row *row = *state;
    const struct setting_line line = setting_line_read(bytes_text(row->line));

    assert_int_equal(line.form, row->form);
    assert_int_equal(line.indent, row->indent);
    assert_true(bytes_equal(line.key, bytes_text(row->key)));
    assert_true(bytes_equal(line.value, bytes_text(row->value)));
}

/* What a text looks like: each kind of table has a function that says so. */
struct look {
    const char *name; /* the text */
    bool is;
};

static bool are_records(const char *text)
{
    size_t looked = 0;
    const bool are = setting_lines_are_records(bytes_text(text), &looked);

    assert_true(looked <= strlen(text));
    return are;
}

static const struct look settings[] = {
    {"- a: 1\n  b: 2\n\n- a: 3\n  b: 4\n- a: 5\n  b: 6\n", true},
    {"x:\n  a: 1\n  b: 2\ny:\n  a: 1\n  b: 2\nz:\n  a: 1\n  b: 2\n", true},
    {"[x]\na=1\nb=2\n[y]\na=1\nb=2\n[z]\na=1\nb=2\n", true},
    {"- a: 1\n  b: 2\n- a: 3\n  b: 4\n", false},
    {"- a: 1\n  b: 2\n- a: 3\n  b: 4\n- a: 3\n  c: 4\n", false},
    {"- a: 1\n- a: 3\n- a: 5\n", false},
    {"  - a: 1\n    b: 2\nend: 1\n  - a: 1\n    b: 2\n", false},
    {"", false},
};

static void three_are_records(void **state)
{
    const struct look *look = *state;

    assert_int_equal(are_records(look->name), look->is);
}

/* ---- stripes ---- */

#define ROWS "201  A B   1\n202  C D   2\n203  E F   3\n204  G H   4\n"

static const struct look stripes[] = {
    {"ssn  name  n\n" ROWS "205  I J   5\n", true},
    {"ssn  name  n\n" ROWS, false},
    {"ssn  name  n\n" ROWS "205abcdefghi\n", false},
    {"one  two   n\n" ROWS "205  I J   5\n", false},
    {"201  name  n\n" ROWS "205  I J   5\n", false},
    {"", false},
};

static void stripes_are_columns(void **state)
{
    const struct look *look = *state;
    struct stripes read;

    assert_int_equal(blank_stripes_read(bytes_text(look->name), &read), look->is);
    if (!look->is)
        return;
    assert_int_equal(read.count, 3);
    assert_int_equal(read.starts[1], 3);
    assert_true(bytes_equal(read.names[0], BYTES("ssn")));
    assert_true(bytes_equal(read.names[2], BYTES("n")));
}

/* ---- elements ---- */

static bool is_record(const char *text)
{
    struct assay_error err = {0};
    struct xml_tokens scan;
    struct cursor cursor;
    enum xml_token token;
    struct bytes rest;
    bool is;

    cursor_of_bytes(&cursor, bytes_text(text), &err);
    xml_tokens_init(&scan, &cursor);
    assert_int_equal(xml_tokens_next(&scan, &token), ASSAY_OK);
    assert_int_equal(cursor_peek(&cursor, strlen(text), &rest), ASSAY_OK);
    is = xml_look_ahead(&scan, bytes_has(bytes_text(text), '=') ? 2 : 0, rest).record;
    xml_tokens_clear(&scan);
    return is;
}

static const struct look elements[] = {
    {"<r><a>1</a><b>2</b></r>\n<r>", true},
    {"<r><f name='a'>1</f><f name='b'>2</f></r><r/>", true},
    {"<r a='1' b='2'/><r/>", true},
    {"<r><a>1</a><b>2</b></r><s>", false},
    {"<r><a>1</a><a>2</a></r><r>", false},
    {"<r>text <a>1</a><b>2</b></r><r>", false},
    {"<r><a>1</a><b>2</b></r>text<r>", false},
    {"<r><a>1</a><b>2", false},
};

static void elements_are_records(void **state)
{
    const struct look *look = *state;

    assert_int_equal(is_record(look->name), look->is);
}

int main(void)
{
    return RUN_CASES(is_read, rows) + RUN_CASES(three_are_records, settings) +
           RUN_CASES(stripes_are_columns, stripes) + RUN_CASES(elements_are_records, elements);
}
