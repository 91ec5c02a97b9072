/* Delimiter, quote, newline, header and encoding, told from the first bytes. */

#include "base/kit.h"
#include "examine/tables/csv_dialect.h"
#include "rows.h"

struct row {
    const char *name;
    struct bytes head;
    char delimiter, quote, newline;
    bool header;
    size_t rows, columns;
};

static const struct row rows[] = {
    {"empty", ROW_BYTES(""), ',', '"', '\n', false, 0, 0},
    {"comma", ROW_BYTES("a,b\n1,2\n"), ',', '"', '\n', true, 2, 2},
    {"semicolon with decimal commas", ROW_BYTES("a;b\n1,5;2,5\n3,5;4,5\n"), ';', '"', '\n', true, 3,
     2},
    {"tab with commas in text", ROW_BYTES("a\tb\nx, y\t1\nz\t2\n"), '\t', '"', '\n', true, 3, 2},
    {"bar", ROW_BYTES("a|b|c\n1|2|3\n"), '|', '"', '\n', true, 2, 3},
    {"delimiters in quotes", ROW_BYTES("a;b\n\"1,2,3\";x\n\"1,2,3\";y\n"), ';', '"', '\n', true, 3,
     2},
    {"newline in quotes", ROW_BYTES("a,b\n\"x\ny\",1\nz,2\n"), ',', '"', '\n', true, 3, 2},
    {"single quotes", ROW_BYTES("a,b\n'x,y',1\n'z,w',2\n"), ',', '\'', '\n', true, 3, 2},
    {"apostrophes are no quotes", ROW_BYTES("a,b\n\"x\",it's\n\"y\",1\n"), ',', '"', '\n', true, 3,
     2},
    {"CRLF", ROW_BYTES("a,b\r\n1,2\r\n"), ',', '"', '\n', true, 2, 2},
    {"CR alone", ROW_BYTES("a,b\r1,2\r"), ',', '"', '\r', true, 2, 2},
    {"one column", ROW_BYTES("name\nana\nbob\n"), ',', '"', '\n', true, 3, 1},
    {"figures only", ROW_BYTES("1,2\n3,4\n"), ',', '"', '\n', false, 2, 2},
    {"a date in the first row", ROW_BYTES("x,2026-01-01\ny,2026-01-02\n"), ',', '"', '\n', false, 2,
     2},
    {"an address in the first row", ROW_BYTES("ana@x.org,a\nbob@x.org,b\n"), ',', '"', '\n', false,
     2, 2},
    {"the first row comes back", ROW_BYTES("red,big\nblue,small\nred,small\n"), ',', '"', '\n',
     false, 3, 2},
    {"an index column without a name", ROW_BYTES(",a,b\n0,1,2\n"), ',', '"', '\n', true, 2, 3},
    {"equal names", ROW_BYTES("a,a\n1,2\n"), ',', '"', '\n', false, 2, 2},
    {"a header alone", ROW_BYTES("first_name,last_name\n"), ',', '"', '\n', true, 1, 2},
    {"blank lines", ROW_BYTES("a,b\n\n1,2\n\n"), ',', '"', '\n', true, 2, 2},
    {"no newline at the end", ROW_BYTES("a,b\n1,2"), ',', '"', '\n', true, 2, 2},
    {"a mark", ROW_BYTES("\xef\xbb\xbf\"a\",b\n1,2\n"), ',', '"', '\n', true, 2, 2},
    {"a quote never closed", ROW_BYTES("a,b\n\"1,2\n3,4\n"), ',', '"', '\n', true, 2, 2},
    {"only delimiters", ROW_BYTES(",,,\n,,,\n"), ',', '"', '\n', false, 2, 4},
};

static void sniffs(void **state)
{
    const struct row *row = *state;
    struct csv_dialect dialect;

    csv_sniff(row->head, true, &dialect);
    assert_int_equal(dialect.delimiter, row->delimiter);
    assert_int_equal(dialect.quote, row->quote);
    assert_int_equal(dialect.newline, row->newline);
    assert_int_equal(dialect.rows, row->rows);
    assert_int_equal(dialect.columns, row->columns);
    assert_int_equal(dialect.header, row->header);
}

/* The preamble of a text in a comment's or a title's form ends where names stand. */
static void tells_what_stands_above(void **state)
{
    static const struct {
        const char *above, *rest;
        bool is;
    } texts[] = {
        {"Patients\n", "ssn,name,age\n1,b,2\n3,d,4\n", true},
        {"Patients,,\n\n\"Ward\",\"2, north\",\n", "ssn,name,age\n1,b,2\n3,d,4\n", false},
        {"Patients,,\n\nWard,,\n", "ssn,name,age\n1,b,2\n3,d,4\n", true},
        {"sep=;\n", "ssn;name;age\n1;b;2\n3;d;4\n", true},
        {"# from, ward, 2, north\r\n#\r\n", "ssn,name,age\r\n1,b,2\r\n3,d,4\r\n", true},
        {"Person,,,\n", "ssn,name,age,sex\n1,b,2,m\n3,d,4,f\n", true},
        {"", "ssn,name,age\n1,b,2\n3,d,4\n", true},
        {"Things\n", "a,b,c\n1,b,2\n3,d,4\n", false},          /* nobody knows these names */
        {"Pairs\n", "ssn,name\n1,b\n3,d\n", false},            /* too few */
        {"x,y\n", "ssn,name,ssn\n1,b,2\n3,d,4\n", false},      /* twice */
        {"x\n", "1,b,2\nssn,name,age\n1,b,2\n3,d,4\n", false}, /* below a row */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct csv_dialect dialect;
        char text[128];
        int size = snprintf(text, sizeof text, "%s%s", texts[i].above, texts[i].rest);

        csv_sniff(bytes_of(text, (size_t)size), true, &dialect);
        assert_int_equal(dialect.preamble, texts[i].is ? strlen(texts[i].above) : 0);
        assert_true(!texts[i].is || dialect.header);
    }
}

/* Short answer and long one agree, on texts of few signs that are often nearly tables. */
static void the_short_answer_is_the_long_one(void **state)
{
    static const char signs[] = "aaab1,,,;;\t|\n\n\"'\r";
    uint32_t seed = 3;
    size_t regular = 0;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct csv_dialect dialect;
        uint8_t text[48];
        struct bytes head = bytes_of(text, 8 + (size_t)i % 40);
        bool whole = i % 3 != 0;

        for (size_t k = 0; k < head.size; k++) {
            seed = seed * 1103515245U + 12345U;
            text[k] = (uint8_t)signs[(seed >> 16) % (sizeof signs - 1)];
        }
        csv_sniff(head, whole, &dialect);
        assert_int_equal(csv_is_regular(head, whole, 2, 2),
                         dialect.regular && dialect.rows >= 2 && dialect.columns >= 2);
        regular += dialect.regular && dialect.rows >= 2 && dialect.columns >= 2;
    }
    assert_true(regular > 100);
}

static void leaves_the_last_row_of_a_cut_head(void **state)
{
    struct csv_dialect dialect;

    (void)state;
    csv_sniff(BYTES("a,b,c\n1,2,3\n4,5"), false, &dialect);
    assert_int_equal(dialect.rows, 2);
    assert_true(dialect.regular);
}

/* A first row longer than the head is told by the cells that stand there whole. */
static void reads_the_names_of_a_wide_table(void **state)
{
    static const struct {
        const char *head;
        uint8_t delimiter;
        bool header;
    } cut[] = {
        {"gene_a\tgene_b\tgene_c\tge", '\t', true},
        {"first;second;thi", ';', true},
        {"1,2,3,4,5,6", ',', false},
        {"a,b,a,b,a", ',', false},
        {"one word that has no end", ',', false},
        {"2024-01-01|x|y|z", '|', false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        struct csv_dialect dialect;

        csv_sniff(bytes_text(cut[i].head), false, &dialect);
        assert_int_equal(dialect.delimiter, cut[i].delimiter);
        assert_int_equal(dialect.header, cut[i].header);
        assert_int_equal(dialect.rows, 0);
    }
}

static void knows_encodings(void **state)
{
    struct csv_dialect dialect;

    (void)state;
    csv_sniff(BYTES("a,b\n"), true, &dialect);
    assert_int_equal(dialect.encoding, CSV_UTF8);
    csv_sniff(BYTES("\xef\xbb\xbf"
                    "a,b\n"),
              true, &dialect);
    assert_int_equal(dialect.encoding, CSV_UTF8_BOM);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_the_last_row_of_a_cut_head),
        cmocka_unit_test(reads_the_names_of_a_wide_table),
        cmocka_unit_test(knows_encodings),
        cmocka_unit_test(tells_what_stands_above),
        cmocka_unit_test(the_short_answer_is_the_long_one),
    };
    int failures = RUN_CASES(sniffs, rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
