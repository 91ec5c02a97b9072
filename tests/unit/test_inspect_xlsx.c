/* Sheets of workbooks, of Excel and of OpenDocument; cut anywhere. */

#include "examine/inspect.h"
#include "examine/tables/shared_texts.h"
#include "inspect.h"

#define SHEET                                                                                      \
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\">"      \
    "<v>1</v></c></row><row><c t=\"s\"><v>2</v></c><c r=\"C2\"><v>-1.50</v></c></row>"             \
    "<row><c r=\"A3\" t=\"inlineStr\"><is><t>x</t></is></c><c t=\"b\"><v>1</v></c>"                \
    "<c><f>DDE(1)</f><v>7</v></c></row><row/></sheetData></worksheet>"
#define ODS                                                                                        \
    "<office:document-content><table:table table:name=\"S\"><table:table-row>"                     \
    "<table:table-cell office:value-type=\"string\"><text:p>day</text:p></table:table-cell>"       \
    "<table:table-cell><text:p>n</text:p></table:table-cell></table:table-row>"                    \
    "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell "                         \
    "office:value-type=\"date\" office:date-value=\"2024-02-03\"><text:p>3 Feb</text:p>"           \
    "</table:table-cell><table:table-cell table:formula=\"of:=1\" office:value-type=\"float\" "    \
    "office:value=\"4\" table:number-columns-repeated=\"2\"/></table:table-row>"                   \
    "<table:table-row table:number-rows-repeated=\"99999999999\"><table:table-cell "               \
    "table:number-columns-repeated=\"18446744073709551615\"/></table:table-row></table:table>"     \
    "</office:document-content>"

static const struct row {
    const char *name, *path;
    const struct inspector *inspector;
    struct bytes bytes;
    int64_t rows, columns, formulas;
    const char *names, *types, *nulls, *least;
} rows[] = {
    {"Excel", "xl/worksheets/sheet1.xml", &inspect_xlsx, ROW_BYTES(SHEET), 2, 3, 1, "A,B,C",
     "text,boolean,number", "0,1,0", ",,-1.5"},
    {"Excel, texts in place", "xl/worksheets/sheet1.xml", &inspect_xlsx,
     ROW_BYTES(
         "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>mail</t></is></c><c "
         "t=\"str\"><v>n</v></c>"
         "</row><row><c "
         "t=\"inlineStr\"><is><t>a</t></is></c><c><v>7</v></c></row></sheetData></worksheet>"),
     1, 2, 0, "mail,n", "text,integer", "0,0", ",7"},
    {"OpenDocument", "content.xml", &inspect_ods, ROW_BYTES(ODS), 3, 3, 1, "S.day,S.n,S.C",
     "date,integer,integer", "0,0,0", "2024-02-03,4,4"},
};

static void is_read(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(row->inspector, row->bytes, row->path);

    assert_int_equal(seen->bid, 80);
    if (seen->status != ASSAY_OK)
        inspected_fail(seen, "a reading to its end");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), row->rows);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), row->columns);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_FORMULA_CELLS), row->formulas);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES), row->names);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_TYPES), row->types);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NULLS), row->nulls);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_MINIMUM), row->least);
    inspected_free(seen);
}

static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->bytes.size; size++)
        inspected_free(inspect_in_steps(row->inspector, bytes_of(row->bytes.data, size), row->path,
                                        1 + size % 7, size % 2));
}

/* Formulas that reach out are told; sums are not. */
static void formulas_that_reach_out_are_told(void **state)
{
    struct inspected *seen = inspect_bytes(&inspect_xlsx, BYTES(SHEET), "xl/worksheets/sheet1.xml");
    const struct assay_observation *told = inspected_observation(seen, "data.formula-cell", "");

    (void)state;
    assert_non_null(told);
    assert_int_equal(told->count, 1);
    inspected_free(seen);
}

static void runs_of_a_text_are_joined(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_xlsx_strings,
        BYTES("<sst><si><r><t>ja</t></r><r><t>ne</t></r></si><si><t>alone</t></si></sst>"),
        "xl/sharedStrings.xml");

    (void)state;
    assert_string_equal(seen->values, "-@5 jane\n-@46 alone\n");
    inspected_free(seen);
}

#define STRINGS                                                                                    \
    "<sst><si><t>na</t><rPh><t>loud</t></rPh></si><si><r><t>mai</t></r><r><t>l</t></r></si>"       \
    "<si><t/></si><si><t>a&amp;b</t></si></sst>"

static void texts_are_known_by_number(void **state)
{
    static const char *const texts[] = {"na", "mail", "", "a&b"};
    struct shared_texts *shared;
    struct stream stream;
    struct bytes text;

    (void)state;
    stream_of_bytes(&stream, BYTES(STRINGS));
    shared = shared_texts_read(&stream);
    stream_close(&stream);
    assert_non_null(shared);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_false(shared_texts_is_used(shared, i));
        assert_true(shared_texts_use(shared, i, &text));
        assert_true(bytes_equal(text, bytes_text(texts[i])));
        assert_true(shared_texts_is_used(shared, i));
    }
    assert_false(shared_texts_use(shared, ARRAY_LEN(texts), &text));
    assert_false(shared_texts_use(shared, UINT64_MAX, &text));
    shared_texts_free(shared);
}

/* Texts that break off are none: a number would mean another text, or nothing. */
static void broken_texts_are_none(void **state)
{
    const struct bytes all = BYTES(STRINGS);

    (void)state;
    for (size_t size = 0; size < all.size; size++) {
        struct stream stream;

        stream_of_bytes(&stream, bytes_of(all.data, size));
        shared_texts_free(shared_texts_read(&stream));
        stream_close(&stream);
    }
}

/* A text of that format, not a table. */
static void other_documents_are_no_tables(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_ods,
        BYTES("<office:document-content><text:p>x</text:p></office:document-content>"),
        "content.xml");

    (void)state;
    assert_int_equal(seen->content.kind, ASSAY_KIND_DOCUMENT);
    assert_null(inspected_find(seen, ASSAY_FACT_DATASET_ROWS));
    inspected_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_that_reach_out_are_told),
        cmocka_unit_test(runs_of_a_text_are_joined),
        cmocka_unit_test(texts_are_known_by_number),
        cmocka_unit_test(broken_texts_are_none),
        cmocka_unit_test(other_documents_are_no_tables),
    };
    int failures = RUN_CASES(is_read, rows);

    failures += RUN_CASES(check_cuts, rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
