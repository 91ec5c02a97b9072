/* test_text_tables.c - cells of tables in texts: which column each is of, and where it stands. */

#include "rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/kit.h"
#include "examine/evidence.h"
#include "examine/tables/html_tables.h"
#include "examine/tables/line_tables.h"

/* What was handed on: "column@line.place text", one behind the other. */
struct taken {
    struct value_sink sink;
    struct buf text;
    unsigned before; /* lines in front of the text */
};

static void take(struct value_sink *sink, const struct value *value)
{
    struct taken *taken = (struct taken *)(void *)sink;
    struct buf *out = &taken->text;

    buf_printf(out, "%u@%u.%u ", value->column, value->place.line - taken->before,
               value->place.column);
    buf_add(out, value->text.data, value->text.size);
    buf_byte(out, ';');
}

struct row {
    const char *name;
    bool html;
    const char *text;
    const char *cells;
};

static const struct row rows[] = {
    {"pipes", false, "x\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n|3|\n\n| 4 | 5 |\n",
     "0@5.3 1;1@5.7 2;0@6.2 3;"},
    {"pipes, none outside", false, "a|b\n--|--\n1 | `2`\n", "0@3.1 1;1@3.6 2;"},
    {"a bar in a cell", false, "|a|b|\n|--|--|\n|1\\|2|3|\n", "0@3.2 1\\|2;1@3.7 3;"},
    {"fewer dashes than names", false, "|a|b|\n|--|\n|1|2|\n", ""},
    {"names that are a sentence", false, "|a, b and then c!|b|\n|--|--|\n|1|2|\n", ""},
    {"blanks between, of characters", false,
     "===  ===\na    b\n===  ===\n\xc3\xa4    2\n===  ===\n3    4\n", "0@4.1 \xc3\xa4;1@4.7 2;"},
    {"a title", false, "Data and more\n=============\n1 2\n", ""},
    {"bars and edges", false, "+--+--+\n|a |b |\n+==+==+\n|1 |2 |\n+--+--+\n|3 |4 |\n+--+--+\n",
     "0@4.2 1;1@4.5 2;0@6.2 3;1@6.5 4;"},
    {"as psql prints", false, " a | b\n---+---\n 1 | 2\n(1 row)\n", "0@3.2 1;1@3.6 2;"},
    {"no line feed behind it", false, "a|b\n--|--\n1|2", "0@3.1 1;1@3.3 2;"},
    {"in a quotation", false, "> x\n>\n> |a|b|\n> |--|--|\n> |1|2|\n", "0@5.4 1;1@5.6 2;"},
    {"lines that end in two bytes", false, "x\r\n\r\na  b\r\n-- --\r\n1  2\r\n",
     "0@5.1 1;1@5.4 2;"},
    {"far to the right", false, "x\n\t\t |a|b|\n\t\t |-|-|\n\t\t |1|2|\n", "0@4.5 1;1@4.7 2;"},
    {"a line of blanks is none", false, "a|b\n   \n--|--\n1|2\n", ""},
    {"the same names again", false,
     "|a|b|\n|--|--|\n|1|2|\n\n|c|d|\n|--|--|\n|3|4|\n\n|a|b|\n|--|--|\n|5|6|\n",
     "0@3.2 1;1@3.4 2;2@7.2 3;3@7.4 4;0@11.2 5;1@11.4 6;"},
    {"HTML among lines", false, "x\n<table><tr><th>a\n<tr><td>1</table>\n|b|c|\n|--|--|\n|2|3|\n",
     "0@3.9 1;1@6.2 2;2@6.4 3;"},
    {"HTML", true, "<table><tr><th>a</th><th>b</th></tr>\n<tr><td> 1 </td><td>2</td></tr></table>",
     "0@2.10 1;1@2.21 2;"},
    {"no ends, capitals", true, "<TABLE><TR><TD>a<TD>b<TR><TD>1<TD>2", "0@1.30 1;1@1.35 2;"},
    {"references", true, "<table><th>a<tr><td>&#49;&amp;2&nbsp;<tr><td>&x;3",
     "0@1.21 1&2;0@1.46 &x;3;"},
    {"tags in a cell", true, "<table><th>a<tr><td><b>1</b><br>2", "0@1.24 1 2;"},
    {"spans", true,
     "<table><tr><th rowspan=2>a<th colspan=2>b<tr><th>c<th>d<tr><td "
     "rowspan=2>1<td>2<td>3<tr><td>4<td>5",
     "0@1.74 1;1@1.79 2;2@1.84 3;1@1.93 4;2@1.98 5;"},
    {"one inside of another", true,
     "<table><tr><th>a<tr><td>1<table><tr><th>b<tr><td>2</table><tr><td>3",
     "0@1.25 1;1@1.50 2;0@1.67 3;"},
    {"names in front", true, "<table><tr><th>a:<td>1<tr><th>b<td>2</table><table><tr><th>a<td>3",
     "0@1.22 1;1@1.36 2;0@1.65 3;"},
    {"no markup in scripts and comments", true,
     "<script>'<table><th>x<tr><td>y'</script><!-- <table> --><table title='>'><th>a<tr><td>1",
     "0@1.87 1;"},
    {"no names", true, "<table><tr><td>1<td>2<tr><td>3<td>4", ""},
};

/* Behind `before` bytes, where there are any: a line and an empty one. */
static void check(const struct row *row, size_t before)
{
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct text_lines lines = text_lines_from(0);
    struct taken taken = {.sink.take = take, .before = before > 0 ? 2 : 0};
    struct buf text = {.ceiling = SIZE_MAX};
    struct assay_error err = {0};
    struct text_tables tables;
    struct cursor cursor;

    assert_non_null(evidence);
    assert_non_null(arena);
    evidence_start(evidence, arena);
    evidence_values_to(evidence, &taken.sink);
    buf_init(&taken.text, SIZE_MAX);
    for (size_t i = 2; i < before; i++)
        buf_byte(&text, 'x');
    buf_text(&text, before > 0 ? "\n\n" : "");
    buf_text(&text, row->text);
    cursor_of_bytes(&cursor, buf_bytes(&text), &err);
    text_tables_init(&tables, evidence, &err);
    tables.decoded = &text;
    tables.decoded_at = (struct assay_place){.line = 1, .column = 1};
    tables.decoded_lines = true;
    assert_int_equal(row->html ? html_tables_read(&cursor, &lines, false, &tables)
                               : line_tables_read(&cursor, &tables),
                     ASSAY_OK);
    assert_string_equal(buf_string(&taken.text), row->cells);
    assert_int_equal(text.size, before + strlen(row->text));
    buf_clear(&taken.text);
    buf_clear(&text);
}

/* What comes before is passed over in blocks: a table may begin anywhere in one. */
static void is_read(void **state)
{
    const struct row *row = *state;

    check(row, 0);
    for (size_t before = 2; before < 200 && !row->html; before++)
        check(row, before);
    if (!row->html)
        check(row, (size_t)1 << 15); /* longer than a line that is read */
}

static void is_told(void **state)
{
    const struct row *row = *state;

    if (!row->html && row->cells[0])
        assert_true(line_tables_are_in(bytes_text(row->text)));
}

int main(void)
{
    return RUN_CASES(is_read, rows) | RUN_CASES(is_told, rows);
}
