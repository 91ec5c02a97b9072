/* Tables in text: rows, columns, types, and everything that is wrong with a table. */

#include "base/buf.h"
#include "examine/inspect.h"
#include "inspect.h"
#include "inventory/gaps.h"

struct row {
    const char *name;
    struct bytes text;
    int64_t rows, columns;
    const char *types;
    int64_t ragged, formulas;
    const char *gap; /* or NULL */
    uint64_t at;     /* of the gap */
};

static const struct row rows[] = {
    {"empty", ROW_BYTES(""), 0, 0, NULL, 0, 0, NULL, 0},
    {"a mark alone", ROW_BYTES("\xef\xbb\xbf"), 0, 0, NULL, 0, 0, NULL, 0},
    {"header alone", ROW_BYTES("id,name\n"), 0, 2, "empty,empty", 0, 0, NULL, 0},
    {"a title above", ROW_BYTES("\xef\xbb\xbfPatients\r\n\r\nssn,name,age\r\n1,b,2\r\n3,d,4\r\n"),
     2, 3, "integer,text,integer", 0, 0, NULL, 0},
    {"headings above", ROW_BYTES("Person,,,Visit\nssn,name,age,day\n1,b,2,7\n3,d,4,8\n"), 2, 4,
     "integer,text,integer,integer", 0, 0, NULL, 0},
    {"all types", ROW_BYTES("i,n,b,d,t,e\n1,1.5,true,2026-01-02,x,\n2,2,no,2026-01-03,y,\n"), 2, 6,
     "integer,number,boolean,date,text,empty", 0, 0, NULL, 0},
    {"mixed is text", ROW_BYTES("a,b\n1,x\ntrue,2\n"), 2, 2, "text,text", 0, 0, NULL, 0},
    {"missing values do not change a type", ROW_BYTES("a,b\n1,NA\nNA,2.5\n"), 2, 2,
     "integer,number", 0, 0, NULL, 0},
    {"no newline at the end", ROW_BYTES("a,b\n1,2"), 1, 2, "integer,integer", 0, 0, NULL, 0},
    {"a delimiter at the end", ROW_BYTES("a,b\n1,"), 1, 2, "integer,empty", 0, 0, NULL, 0},
    {"CRLF", ROW_BYTES("a,b\r\n1,2\r\n3,4\r\n"), 2, 2, "integer,integer", 0, 0, NULL, 0},
    {"CRLF behind quotes", ROW_BYTES("a,b\r\n\"1\",\"2\"\r\n"), 1, 2, "integer,integer", 0, 0, NULL,
     0},
    {"CR alone", ROW_BYTES("a,b\r1,2\r"), 1, 2, "integer,integer", 0, 0, NULL, 0},
    {"blank lines", ROW_BYTES("\na,b\n\n1,2\n\n\n"), 1, 2, "integer,integer", 0, 0, NULL, 0},
    {"a quoted newline", ROW_BYTES("a,b\n\"x\ny\",1\nz,2\n"), 2, 2, "text,integer", 0, 0, NULL, 0},
    {"doubled quotes", ROW_BYTES("a,b\n\"say \"\"hi\"\"\",1\n"), 1, 2, "text,integer", 0, 0, NULL,
     0},
    {"only doubled quotes", ROW_BYTES("a,b\n\"\"\"\",1\n"), 1, 2, "text,integer", 0, 0, NULL, 0},
    {"an empty quoted cell", ROW_BYTES("a,b\n\"\",1\n"), 1, 2, "empty,integer", 0, 0, NULL, 0},
    {"a quote inside a cell is text", ROW_BYTES("a,b\n5\" disk,1\n"), 1, 2, "text,integer", 0, 0,
     NULL, 0},
    {"ragged rows", ROW_BYTES("a,b\n1\n1,2\n1,2,3\n"), 3, 2, "integer,integer", 2, 0, NULL, 0},
    {"formulas", ROW_BYTES("a,b\n=1+1,2\n\"=cmd|'/C calc'!A0\",-2\n"), 2, 2, "text,integer", 0, 2,
     NULL, 0},
    {"a quote never closed", ROW_BYTES("a,b\n1,2\n\"3,4\n5,6\n"), 2, 2, "text,integer", 1, 0,
     GAP_DATA_TRUNCATED, 8},
    {"text behind a closing quote", ROW_BYTES("a,b\n\"x\"y,2\n"), 1, 2, "text,integer", 0, 0,
     GAP_DATA_BAD_RECORD, 7},
    {"Latin-1", ROW_BYTES("a,b\ncaf\xe9,2\n"), 1, 2, "text,integer", 0, 0, NULL, 0},
    {"UTF-8 in part", ROW_BYTES("a,b\ncaf\xc3\xa9,2\ncaf\xe9,2\n"), 2, 2, "text,integer", 0, 0,
     GAP_DATA_NOT_UTF8, 15},
    {"Shift JIS", ROW_BYTES("a,b\n\x93\x8c\x8b\x9e,2\n"), 1, 2, "text,integer", 0, 0,
     GAP_DATA_NOT_UTF8, 4},
    {"NUL in a cell", ROW_BYTES("a,b\nx\0y,2\n"), 1, 2, "text,integer", 0, 0, NULL, 0},
};

static void check(const struct row *row, struct inspected *seen)
{
    const struct evidence_gap *gap = row->gap ? inspected_gap(seen, row->gap) : NULL;

    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), row->rows);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), row->columns);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_RAGGED_ROWS), row->ragged);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_FORMULA_CELLS), row->formulas);
    if (row->types)
        assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_TYPES), row->types);
    else
        assert_null(inspected_find(seen, ASSAY_FACT_DATASET_COLUMN_TYPES));
    if (row->gap) {
        if (!gap)
            inspected_fail(seen, row->gap);
        assert_int_equal(gap->offset, row->at);
    } else {
        assert_int_equal(evidence_gap_count(seen->evidence), 0);
    }
}

/* The answer may not depend on where windows are cut. */
static void reads(void **state)
{
    const struct row *row = *state;

    for (size_t step = 1; step < row->text.size + 2; step++) {
        struct inspected *seen =
            inspect_in_steps(&inspect_csv, row->text, "data/x.csv", step, step % 2);

        check(row, seen);
        inspected_free(seen);
    }
}

static void survives_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->text.size; size++) {
        struct inspected *seen =
            inspect_bytes(&inspect_csv, bytes_of(row->text.data, size), "x.csv");

        assert_int_equal(seen->status, ASSAY_OK);
        inspected_free(seen);
    }
}

static void names_columns(void **state)
{
    struct inspected *seen = inspect_in_steps(
        &inspect_csv, BYTES("id;\"full \"\"name\"\"\";e\xc3\xa4\n1;x;2\n"), "x.csv", 3, true);

    (void)state;
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES),
                        "id,full \"name\",e\xc3\xa4");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_DELIMITER), ";");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_ENCODING), "utf-8");
    assert_true(inspected_bool(seen, ASSAY_FACT_DATASET_HEADER));
    inspected_free(seen);
}

/* What is seen above a table is in no column of it, and lines are those of the file. */
static void passes_what_stands_above(void **state)
{
    static const struct detected mail = {.class_name = "pii.email"};
    struct assay_examination content = {0};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    struct bytes text = BYTES("ask eve@x-7.org\nn,contact,age\n1,ana@x-7.org,7\n2,only\n");
    struct subject subject = {
        .head = text, .name = BYTES("x.csv"), .path = BYTES("x.csv"), .size = text.size};
    struct assay_error err = {0};
    struct hit hits[] = {
        {.what = &mail, .start = 4, .end = 15, .line = 1, .column = 5, .confidence = ASSAY_HIGH},
        {.what = &mail, .start = 32, .end = 43, .line = 3, .column = 3, .confidence = ASSAY_HIGH},
    };
    struct cursor cursor;

    (void)state;
    cursor_of_bytes(&cursor, text, &err);
    evidence_start(evidence, arena);
    evidence_hits(evidence, hits, 2);
    assert_ok(inspect_csv.read(&cursor, &subject, evidence), err);
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.observation_count, 2);
    for (size_t i = 0; i < content.observation_count; i++) {
        const struct assay_observation *seen = &content.observations[i];

        if (strcmp(seen->class_name, "data.ragged-row") == 0) {
            assert_int_equal(seen->places[0].line, 4);
            continue;
        }
        assert_string_equal(seen->columns[0].name, "contact");
        assert_int_equal(seen->columns[0].count, 1);
        assert_int_equal(seen->count, 2);
    }
}

static void says_where(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_csv, BYTES("a,b\n\"x\ny\",1\nonly\n3,=A1()\n"), "x.csv");
    const struct assay_observation *ragged = inspected_observation(seen, "data.ragged-row", "");
    const struct assay_observation *formula = inspected_observation(seen, "data.formula-cell", "");

    (void)state;
    assert_non_null(ragged);
    assert_int_equal(ragged->places[0].offset, 12);
    assert_int_equal(ragged->places[0].line, 4);
    assert_non_null(formula);
    assert_int_equal(formula->places[0].offset, 19);
    assert_int_equal(formula->places[0].line, 5);
    assert_int_equal(formula->places[0].column, 3);
    inspected_free(seen);
}

static void counts_hits_by_column(void **state)
{
    static const struct detected mail = {.class_name = "pii.email"};
    struct assay_examination content = {0};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    struct bytes text = BYTES("id,contact\n1,ana@x-7.org\n2,bob@x-7.org\n");
    struct subject subject = {
        .head = text, .name = BYTES("x.csv"), .path = BYTES("x.csv"), .size = text.size};
    struct assay_error err = {0};
    struct hit hits[] = {
        {.what = &mail, .start = 13, .end = 24, .line = 2, .column = 3, .confidence = ASSAY_HIGH},
        {.what = &mail, .start = 27, .end = 38, .line = 3, .column = 3, .confidence = ASSAY_HIGH},
    };
    struct cursor cursor;

    (void)state;
    cursor_of_bytes(&cursor, text, &err);
    evidence_start(evidence, arena);
    evidence_hits(evidence, hits, 2);
    assert_ok(inspect_csv.read(&cursor, &subject, evidence), err);
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.observation_count, 1);
    assert_int_equal(content.observations[0].column_count, 1);
    assert_string_equal(content.observations[0].columns[0].name, "contact");
    assert_int_equal(content.observations[0].columns[0].count, 2);
}

/* A row wider than anyone needs costs no memory without bound, and is said. */
static void bounds_columns(void **state)
{
    struct inspected *seen;
    struct buf text;

    (void)state;
    buf_init(&text, 1U << 20);
    for (size_t i = 0; i < 100000; i++)
        buf_text(&text, "1,");
    buf_text(&text, "1\n");
    seen = inspect_bytes(&inspect_csv, buf_bytes(&text), "x.csv");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), 100001);
    assert_non_null(inspected_gap(seen, GAP_DATA_TRUNCATED));
    inspected_free(seen);
    buf_clear(&text);
}

static const struct bid_row {
    const char *name; /* of the file */
    struct bytes text;
    unsigned bid;
} bid_rows[] = {
    {"x.csv", ROW_BYTES("hello"), 8},
    {"X.TSV", ROW_BYTES("hello"), 8},
    {"x.csv", ROW_BYTES("PK\3\4\0\0\0"), 0},
    {"x.csv", ROW_BYTES(""), 8},
    {"dump", ROW_BYTES("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n"), 12},
    {"dump.txt", ROW_BYTES("1|2|3\n1|2|3\n1|2|3\n1|2|3\n1|2|3\n"), 12},
    {"dump.bin", ROW_BYTES("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n"), 12},
    {"dump.csv.1", ROW_BYTES("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n"), 12},
    {"dump.", ROW_BYTES("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n"), 0},
    {"x.py", ROW_BYTES("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n"), 0},
    {"notes.txt", ROW_BYTES("First, of all, this.\nThen nothing.\nAnd, well.\nSo.\nEnd.\n"), 0},
    {"notes", ROW_BYTES(""), 0},
};

static void bids(void **state)
{
    const struct bid_row *row = *state;
    struct subject subject = {.head = row->text,
                              .name = bytes_text(row->name),
                              .path = bytes_text(row->name),
                              .size = row->text.size};

    assert_int_equal(inspect_csv.bid(&subject), row->bid);
}

/* A '#' is a number. */
static void put_row(struct buf *text, const char *form, unsigned number)
{
    for (; *form; form++) {
        if (*form == '#')
            buf_printf(text, "%u", number);
        else
            buf_byte(text, (uint8_t)*form);
    }
}

/* Rows of every sort, many of them plain, and in runs of several lengths. */
static void put_rows(struct buf *text)
{
    static const char *const odd[] = {
        "#,\"Lee, Ana\",u#@x-7.org,12.50,2024-02-11,+44 20 7946 0958,\"a \"\"b\"\"\"\n",
        "#,\"Ana\nLee\",u#@x-7.org,-3,2024-02-12,943 476 5870,\r\n",
        "#,short,#,1\n",
        "\n",
        "#,5\" pipe,#,0.25,2024-02-13,,x\n",
        "#,Jos\xc3\xa9,u#@x-7.org,1e3,2024-02-14,4111111111111111,=cmd|a!b\n",
        "#,\"x\"y,#,NA,#,,\n",
    };

    buf_text(text, "id,patient_name,mail,amount,seen,phone,note\n");
    for (unsigned i = 0; i < 3000; i++) {
        const char *form = "#,Ana Lee,u#@x-7.org,-0.119181,2024-02-15,+44 20 7946 0958,plain\n";

        if (i % 90 > 80)
            form = odd[i % ARRAY_LEN(odd)];
        else if (i % 11 == 0)
            form = "#,\"Lee, Ana\",u#@x-7.org,99,2024-02-16,,\"in quotes\"\r\n";
        else if (i % 13 == 0)
            form = "#, Olga Rossi,=SUM(#),1.#,12:11,943 476 5870,-x(1)\n";
        put_row(text, form, i);
    }
}

/* What lies whole in a window is read many rows at a time, and nothing else differs. */
static void reads_plain_rows_as_others(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    CLEANUP(free_cleanup) char *first = NULL;

    (void)state;
    put_rows(&text);
    for (size_t step = 500; step < 1000000; step *= 9) { /* of the first none is */
        struct inspected *seen =
            inspect_in_steps(&inspect_csv, buf_bytes(&text), "x.csv", step, true);
        CLEANUP(free_cleanup) char *told = inspected_text(seen);

        assert_int_equal(seen->status, ASSAY_OK);
        if (first)
            assert_string_equal(told, first);
        else
            first = TAKE(told);
        inspected_free(seen);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_columns),  cmocka_unit_test(passes_what_stands_above),
        cmocka_unit_test(says_where),     cmocka_unit_test(counts_hits_by_column),
        cmocka_unit_test(bounds_columns), cmocka_unit_test(reads_plain_rows_as_others),
    };
    int failures = RUN_CASES(reads, rows);

    failures += RUN_CASES(survives_cuts, rows);
    failures += RUN_CASES(bids, bid_rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
