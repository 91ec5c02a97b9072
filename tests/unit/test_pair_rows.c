/* test_pair_rows.c - which pairs are records, and of which column each value is. */

#include "rows.h"

#include <stdio.h>

#include "base/kit.h"
#include "examine/detect/identifier_table.h"
#include "examine/evidence.h"
#include "examine/tables/pair_rows.h"

/* What was handed on: "column@line.place text", one behind the other. */
struct taken {
    struct value_sink sink;
    struct buf text;
};

static void take(struct value_sink *sink, const struct value *value)
{
    struct buf *out = &((struct taken *)(void *)sink)->text;

    buf_printf(out, "%u@%u.%u ", value->column, value->place.line, value->place.column);
    buf_add(out, value->text.data, value->text.size);
    buf_byte(out, ';');
}

struct row {
    const char *name, *text;
    const char *cells; /* columns in the order in which they were met */
};

static const struct row rows[] = {
    {"three alike", "{ssn: 1, x: 2},\n{ssn: 3, x: 4},\n{ssn: 5, x: 6}\n",
     "0@1.7 1;0@2.7 3;0@3.7 5;"},
    {"two alike", "{ssn: 1, x: 2},\n{ssn: 3, x: 4},\n", ""},
    {"names that nobody knows", "a=1 b=2\na=3 b=4\na=5 b=6\n", ""},
    {"one name alone", "ssn=1\nssn=2\nssn=3\nssn=4\n", ""},
    {"two columns", "ssn=1 phone=2\nssn=3 phone=4\nssn=5 phone=6\nssn=7 phone=8\n",
     "0@1.5 1;1@1.13 2;0@2.5 3;1@2.13 4;0@3.5 5;1@3.13 6;0@4.5 7;1@4.13 8;"},
    {"something in front", "people = [\n{a: 0, ssn: 1},\n{a: 0, ssn: 2},\n{a: 0, ssn: 3}]\n",
     "0@2.13 1;0@3.13 2;0@4.13 3;"},
    {"a pair in front", "n: 7\nssn: 1\nx: 1\nssn: 2\nx: 2\nssn: 3\nx: 3\n",
     "0@2.6 1;0@4.6 2;0@6.6 3;"},
    {"one that is missing", "a=1 b=2 ssn=3\na=1 b=2\na=1 b=2 ssn=4\na=1 b=2 ssn=5\n",
     "0@3.13 4;0@4.13 5;"},
    {"one in a single record", "a=1 b=2\na=1 b=2 ssn=3\na=1 b=2\na=1 b=2 phone=4\na=1 b=2\n", ""},
    {"others among them", "a=1 b=2 ssn=3\nc=1 d=2 ssn=4\na=1 b=2 ssn=5\n", ""},
    {"others behind them", "a=1 ssn=1\na=1 ssn=2\na=1 ssn=3\na=1 x=2 ssn=4\n",
     "0@1.9 1;0@2.9 2;0@3.9 3;"},
    {"paths", "u.0.ssn=1\nu.0.x=1\nu.1.ssn=2\nu.1.x=2\nu.2.ssn=3\nu.2.x=3\n",
     "0@1.9 1;0@3.9 2;0@5.9 3;"},
    {"an escape hides", "ssn='1' x=2\nssn='\\x32' x=2\nssn='3' x=2\n", "0@1.6 1;0@2.6 ;0@3.6 3;"},
    {"lists in them", "{ssn: 1, x: [a, b]},\n{ssn: 3, x: [c]},\n{ssn: 5, x: []}\n{ssn: 7, y: 1}",
     ""},
    {"lists among them",
     "{ssn: 1, y: 2, x: [a, b]},\n{ssn: 3, y: 4, x: [c]},\n{ssn: 5, y: 6, x: []}\n",
     "0@1.7 1;0@2.7 3;0@3.7 5;"},
    {"a list", "ssn = c(1, 2, 3,\n4, 5, 6, 7, 8, 9)",
     "0@1.9 1;0@1.12 2;0@1.15 3;0@2.1 4;0@2.4 5;0@2.7 6;0@2.10 7;0@2.13 8;0@2.16 9;"},
    {"a short list", "ssn = c(1, 2, 3, 4, 5, 6, 7)", ""},
    {"lists side by side", "{'x': [1, 2, 3, 4, 5, 6, 7, 8], 'ssn': [1, 2, 3, 4, 5, 6, 7, 8]}",
     "0@1.41 1;0@1.44 2;0@1.47 3;0@1.50 4;0@1.53 5;0@1.56 6;0@1.59 7;0@1.62 8;"},
};

static void check(const struct row *row, bool by_line)
{
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(pair_rows_clear) struct pair_rows pairs;
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct text_lines lines = text_lines_from(0);
    struct taken taken = {.sink.take = take};
    struct assay_error err = {0};
    struct text_tables tables;
    size_t at = 0;

    assert_non_null(evidence);
    evidence_start(evidence, arena);
    evidence_values_to(evidence, &taken.sink);
    buf_init(&taken.text, SIZE_MAX);
    buf_text(&text, row->text);
    text_tables_init(&tables, evidence, &err);
    tables.decoded = &text;
    tables.decoded_at = (struct assay_place){.line = 1, .column = 1};
    tables.decoded_lines = true;
    pair_rows_init(&pairs, &tables);
    while (at < text.size) {
        struct bytes piece = bytes_from(buf_bytes(&text), at);
        const size_t line = bytes_until(piece, '\n').size + 1;

        if (by_line && line < piece.size)
            piece.size = line;
        assert_ok(pair_rows_read(&pairs, piece, at, &lines), err);
        text_lines_pass(&lines, piece, at);
        at += piece.size;
    }
    assert_string_equal(buf_string(&taken.text), row->cells);
    buf_clear(&taken.text);
}

static void is_read(void **state)
{
    check(*state, false);
    check(*state, true);
}

/* More names than are known at once, and more cells than wait. */
static void forgets_what_is_too_much(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct row row = {.cells = ""};

    (void)state;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 300; k++)
            buf_printf(&text, "ssn_%d=1\n", k);
    row.text = buf_string(&text);
    check(&row, false);
}

static bool wants(const struct hit *hits, size_t count)
{
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(pair_rows_clear) struct pair_rows pairs;
    struct assay_error err = {0};
    struct text_tables tables;
    struct cursor cursor;
    bool want = false;

    evidence_start(evidence, arena);
    text_tables_init(&tables, evidence, &err);
    evidence_hits(evidence, hits, count);
    pair_rows_init(&pairs, &tables);
    cursor_of_bytes(&cursor, BYTES("some text of no matter"), &err);
    assert_ok(pair_rows_want(&pairs, &cursor, &want), err);
    return want;
}

static void wants_people(void **state)
{
    static const struct detected secret = {.class_name = "secret.x"};
    struct hit hits[3] = {{.start = 1}, {.start = 5}, {.start = 9}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hits); i++)
        hits[i].what = &identifiers[ID_EMAIL].what;
    assert_true(wants(hits, 3));
    assert_false(wants(hits, 2));
    hits[2].start = 100;
    assert_false(wants(hits, 3)); /* far behind what is at hand */
    hits[2].start = 9;
    hits[1].what = &secret;
    assert_false(wants(hits, 3));
}

int main(void)
{
    const struct CMUnitTest more[] = {cmocka_unit_test(forgets_what_is_too_much),
                                      cmocka_unit_test(wants_people)};

    return RUN_CASES(is_read, rows) | cmocka_run_group_tests(more, NULL, NULL);
}
