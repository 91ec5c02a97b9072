/* What is known of a table when its cells went by, and what is not told of people. */

#include "examine/tables/data_table.h"

#include <stdio.h>

#include "examine/evidence.h"
#include "examine/tables/person_column.h"
#include "inspect.h"

/* A table of columns a and b, filled by a test. */
struct fixture {
    struct data_table table;
    struct inspected seen;
    struct assay_error err;
};

static const struct detected phone = {.class_name = "pii.phone"};

static void begin(struct fixture *f)
{
    *f = (struct fixture){0};
    f->seen.arena = arena_new();
    f->seen.evidence = evidence_new();
    assert_true(f->seen.arena && f->seen.evidence);
    evidence_start(f->seen.evidence, f->seen.arena);
    assert_ok(data_table_init(&f->table, f->seen.evidence, &f->err), f->err);
    assert_ok(data_table_reach(&f->table, 2, &f->err), f->err);
    assert_ok(data_table_name(&f->table, 0, BYTES("a"), &f->err), f->err);
    assert_ok(data_table_name(&f->table, 1, BYTES("label"), &f->err), f->err);
}

static void add_row(struct fixture *f, const char *a, const char *b)
{
    struct row_sum row = {0};

    data_table_cell(&f->table, 0, bytes_text(a), &row);
    data_table_cell(&f->table, 1, bytes_text(b), &row);
    data_table_row(&f->table, &row);
}

static void end(struct fixture *f)
{
    data_table_tell(&f->table, 2);
    assert_ok(evidence_end(f->seen.evidence, &f->seen.content, &f->err), f->err);
}

static void clear(struct fixture *f)
{
    data_table_clear(&f->table);
    evidence_free(f->seen.evidence);
    arena_free(f->seen.arena);
}

/* Formats tell types, and a real may be whole: it is the least or the most all the same. */
static void reals_may_be_whole(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    data_table_typed_cell(&f.table, 0, CELL_NUMBER, BYTES("2"), NULL);
    data_table_typed_cell(&f.table, 0, CELL_NUMBER, BYTES("2.5"), NULL);
    data_table_typed_cell(&f.table, 0, CELL_NUMBER, BYTES("70000"), NULL);
    f.table.rows = 3;
    end(&f);
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_TYPES), "number,empty");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MINIMUM), "2,");
    clear(&f);
}

static void tells_columns(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    add_row(&f, "10", "cat");
    add_row(&f, "9.5", "dog");
    add_row(&f, "-3", "cat");
    add_row(&f, "NA", "cat");
    add_row(&f, "+10", "cat");
    end(&f);
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_TYPES), "number,text");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_NULLS), "1,0");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_DISTINCT), "3,2");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MINIMUM), "-3,");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MAXIMUM), "10,");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_LABEL_BALANCE),
                        "label=cat: 4,label=dog: 1");
    assert_int_equal(inspected_int(&f.seen, ASSAY_FACT_DATASET_DUPLICATE_ROWS), 1);
    clear(&f);
}

/* A cell that was met before adds to its row what it added then, however many others were between.
 */
static void tells_the_same_of_known_cells(void **state)
{
    static const char *const cells[] = {"10",
                                        "NA",
                                        "+10",
                                        "2026-11-21",
                                        "cat",
                                        "Cat",
                                        " cat",
                                        "9.50",
                                        "21.11.2026",
                                        "2026-11-21T02:03:04Z",
                                        "true",
                                        "7",
                                        "77",
                                        "12345678",
                                        "123456789",
                                        "words of many a kind in",
                                        "words of many a kind it",
                                        "words of many a kind if so",
                                        "0",
                                        "nan",
                                        "inf",
                                        "\xc3\xa9",
                                        "1e5"};
    struct fixture f;
    struct row_sum first[sizeof cells / sizeof *cells] = {0};

    (void)state;
    begin(&f);
    data_table_cell(&f.table, 0, BYTES("0.5"), NULL); /* so that it numbers no rows */
    for (size_t again = 0; again < 1000; again++) {
        for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
            struct row_sum row = {0};
            char other[24];

            data_table_cell(&f.table, 0, bytes_text(cells[i]), &row);
            if (again == 0)
                first[i] = row;
            assert_memory_equal(&row, &first[i], sizeof row);
            data_table_row(&f.table, &row);
            snprintf(other, sizeof other, "%zu", again * 1000 + i);
            if (again % 3 == 0) /* it may have the place of another */
                data_table_cell(&f.table, 0, bytes_text(other), NULL);
        }
    }
    assert_int_equal(f.table.columns[0].cells, 1 + 1000 * 21 + 334 * 23); /* "NA", "nan": none */
    end(&f);
    clear(&f);
}

/* A number that stands again is none of a row's, whatever it came to before. */
static void tells_known_numbers_of_rows(void **state)
{
    static const char *const cells[] = {"1", "2", "3", "3", "3", "5"};
    struct fixture f;

    (void)state;
    begin(&f);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct row_sum row = {0};
        uint64_t values = 0;

        data_table_cell(&f.table, 0, bytes_text(cells[i]), &row);
        for (size_t part = 0; part < ROW_PARTS; part++)
            values |= row.values[part];
        assert_int_equal(values != 0, i > 2);
        assert_int_equal(f.table.columns[0].unnumbered, i > 2);
    }
    clear(&f);
}

/* What the format says a text is has a part in it. */
static void tells_known_cells_by_their_type(void **state)
{
    struct fixture f;
    struct row_sum row = {0};

    (void)state;
    begin(&f);
    data_table_typed_cell(&f.table, 0, CELL_INTEGER, BYTES("7"), &row);
    data_table_typed_cell(&f.table, 0, CELL_INTEGER, BYTES("7"), &row);
    assert_int_equal(f.table.columns[0].types, 1U << CELL_INTEGER);
    data_table_typed_cell(&f.table, 0, CELL_TEXT, BYTES("7"), &row);
    assert_int_equal(f.table.columns[0].types, 1U << CELL_INTEGER | 1U << CELL_TEXT);
    clear(&f);
}

/* Extremes are values of two rows: where each row has its own, they are somebody's. */
static void hides_long_and_private_numbers(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    assert_ok(data_table_name(&f.table, 0, BYTES("x"), &f.err), f.err);
    assert_ok(data_table_name(&f.table, 1, BYTES("userPin"), &f.err), f.err);
    add_row(&f, "491701234567", "1000");
    add_row(&f, "491701234999.0", "1077");
    end(&f);
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MINIMUM), ",");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MAXIMUM), ",");
    clear(&f);

    begin(&f);
    assert_ok(data_table_name(&f.table, 0, BYTES("token_count"), &f.err), f.err);
    assert_ok(data_table_name(&f.table, 1, BYTES("x"), &f.err), f.err);
    for (int i = 0; i < 10; i++)
        add_row(&f, i % 2 ? "8" : "12345678", "100000000");
    end(&f);
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MINIMUM), "8,100000000");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MAXIMUM),
                        "12345678,100000000");
    clear(&f);
}

/* What a hand changes without changing the row. */
static void knows_rows_again(void **state)
{
    static const char *const same[] = {"two Words",
                                       " two words",
                                       "TWO   WORDS ",
                                       "two\xC2\xA0words",
                                       "tw\xE2\x80\x8Bo words",
                                       "two\twords\xEF\xBB\xBF"};
    static const char *const accents[] = {"\xC3\xA9t\xC3\xA9", "\xC3\x89T\xC3\x89",
                                          "e\xCC\x81te\xCC\x81", "E\xCC\x81t\xC3\xA9"};
    static const char *const others[] = {
        "twowords", "two word",          "two words.", "tw\xC3\xB6 words", "two{words", "two@words",
        "ete",      "\xC3\xA8t\xC3\xA9", "\xC3\x9F",   "\xC3\xBF",         "ss"};
    struct fixture f;

    (void)state;
    begin(&f);
    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        add_row(&f, same[i], i % 2 ? "Yes" : "YES");
    end(&f);
    assert_int_equal(inspected_int(&f.seen, ASSAY_FACT_DATASET_DUPLICATE_ROWS),
                     ARRAY_LEN(same) - 1);
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_DISTINCT), "6,2");
    clear(&f);
    begin(&f);
    for (size_t i = 0; i < ARRAY_LEN(accents); i++)
        add_row(&f, accents[i], "yes");
    end(&f);
    assert_int_equal(inspected_int(&f.seen, ASSAY_FACT_DATASET_DUPLICATE_ROWS),
                     ARRAY_LEN(accents) - 1);
    clear(&f);
    begin(&f);
    add_row(&f, same[0], "1");
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        add_row(&f, others[i], "1");
    end(&f);
    assert_int_equal(inspected_int(&f.seen, ASSAY_FACT_DATASET_DUPLICATE_ROWS), 0);
    clear(&f);
}

static void tells_times(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    add_row(&f, "2024-05-01 10:00", "1");
    add_row(&f, "01.03.2023", "2");
    add_row(&f, "", "");
    end(&f);
    assert_string_equal(inspected_fact_text(&f.seen, ASSAY_FACT_DATASET_TIME_FROM), "2023-03-01");
    assert_string_equal(inspected_fact_text(&f.seen, ASSAY_FACT_DATASET_TIME_TO),
                        "2024-05-01T10:00:00");
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MINIMUM), "2023-03-01,1");
    clear(&f);
}

/* A name among numbers makes a column of text, and a text has no bounds: it could be a name. */
static void texts_have_no_bounds(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    add_row(&f, "7", "1");
    add_row(&f, "Ann", "2");
    add_row(&f, "8", "2");
    end(&f);
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MAXIMUM), ",2");
    clear(&f);
}

static void personal_columns_are_withheld(void **state)
{
    struct hit hit = {.what = &phone, .start = 1, .end = 9, .confidence = ASSAY_LOW};
    struct fixture f;

    (void)state;
    begin(&f);
    add_row(&f, "20255501", "cat");
    evidence_hits(f.seen.evidence, &hit, 1);
    evidence_cell(f.seen.evidence, 0, 10);
    evidence_cell(f.seen.evidence, 1, 14);
    end(&f);
    assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_COLUMN_MAXIMUM) &&
                        strcmp(inspected_list(&f.seen, ASSAY_FACT_DATASET_COLUMN_MAXIMUM), ",")
                    ? &f
                    : NULL);
    assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_LABEL_BALANCE), "label=cat: 1");
    inspected_value(&f.seen, ASSAY_FACT_DATASET_ROW_SKETCH);
    assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_ALIKE_SKETCH)); /* a number alone */
    assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_VALUE_SKETCH));
    clear(&f);
}

static void a_table_of_nothing_but_people_has_no_sketch(void **state)
{
    struct hit hits[] = {{.what = &phone, .start = 1, .end = 9, .confidence = ASSAY_HIGH},
                         {.what = &phone, .start = 11, .end = 13, .confidence = ASSAY_HIGH}};
    struct fixture f;

    (void)state;
    begin(&f);
    add_row(&f, "20255501", "20255502");
    evidence_hits(f.seen.evidence, hits, 2);
    evidence_cell(f.seen.evidence, 0, 10);
    evidence_cell(f.seen.evidence, 1, 14);
    end(&f);
    assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_ROW_SKETCH));
    assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_LABEL_BALANCE));
    clear(&f);
}

/* Readers of columns add to an array what readers of rows add one by one. */
static void columns_and_rows_come_to_the_same(void **state)
{
    static const char *const cells[][2] = {{"1", "cat"}, {"2.50", ""}, {"", "2024-01-02"}};
    struct row_sum rows[ARRAY_LEN(cells)] = {0};
    CLEANUP(free_cleanup) char *by_rows = NULL;
    CLEANUP(free_cleanup) char *by_columns = NULL;
    struct fixture f;

    (void)state;
    begin(&f);
    for (size_t i = 0; i < ARRAY_LEN(cells); i++)
        add_row(&f, cells[i][0], cells[i][1]);
    end(&f);
    by_rows = inspected_text(&f.seen);
    clear(&f);
    begin(&f);
    for (size_t column = 2; column-- > 0;)
        for (size_t i = 0; i < ARRAY_LEN(cells); i++)
            data_table_cell(&f.table, column, bytes_text(cells[i][column]), &rows[i]);
    for (size_t i = 0; i < ARRAY_LEN(cells); i++)
        data_table_row(&f.table, &rows[i]);
    end(&f);
    by_columns = inspected_text(&f.seen);
    assert_string_equal(by_columns, by_rows);
    clear(&f);
}

/* The same values, whatever the columns are called, and whatever number the row got. */
static void knows_values_again(void **state)
{
    static const char *const texts[] = {"cat", "dog", "owl"};
    CLEANUP(free_cleanup) char *first = NULL;
    struct fixture f;

    (void)state;
    for (int time = 0; time < 2; time++) {
        begin(&f);
        assert_ok(data_table_name(&f.table, 1, time ? BYTES("x") : BYTES("y"), &f.err), f.err);
        for (int i = 0; i < 3; i++) {
            char number[2] = {(char)('1' + 5 * time + i), 0};

            add_row(&f, number, texts[time ? 2 - i : i]);
        }
        end(&f);
        if (!first)
            first = strdup(inspected_list(&f.seen, ASSAY_FACT_DATASET_VALUE_SKETCH));
        else
            assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_VALUE_SKETCH), first);
        clear(&f);
    }
}

/* Twelve rows: a number that goes up, and one of the `kinds`. */
static void add_numbered(struct fixture *f, unsigned first, unsigned kinds)
{
    for (unsigned i = 0; i < 12; i++) {
        char number[16], kind[16];

        snprintf(number, sizeof number, "%u", first + i);
        snprintf(kind, sizeof kind, "k%u", i % kinds);
        add_row(f, number, kind);
    }
}

static void tells_columns_of_persons(void **state)
{
    struct fixture f;

    (void)state;
    for (unsigned kinds = 9; kinds <= 10; kinds++) {
        begin(&f);
        assert_ok(data_table_name(&f.table, 1, BYTES("Customer ID"), &f.err), f.err);
        add_numbered(&f, 5, kinds);
        end(&f);
        if (kinds < PERSON_COLUMN_LEAST)
            assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_PERSON_COLUMNS));
        else
            assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_PERSON_COLUMNS),
                                "Customer ID");
        assert_string_equal(inspected_list(&f.seen, ASSAY_FACT_DATASET_ROW_NUMBER_COLUMNS), "a");
        clear(&f);
    }
}

static void numbers_with_a_gap_are_none_of_rows(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    add_numbered(&f, 5, 3);
    add_row(&f, "18", "x");
    end(&f);
    assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_ROW_NUMBER_COLUMNS));
    clear(&f);
    begin(&f);
    add_numbered(&f, 5, 3);
    add_row(&f, "", "x");
    end(&f);
    assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_ROW_NUMBER_COLUMNS));
    clear(&f);
}

/* With a digest key, of any column whose values may be keys. */
static void sketches_keys_by_any_name(void **state)
{
    static const uint8_t key[ASSAY_DIGEST_KEY_SIZE] = {7};
    static const struct {
        const char *value;
        size_t lines;
    } rows[] = {{"K-17", 1},       {"17.0", 1}, {"17.5", 0},
                {"2024-05-13", 0}, {"true", 0}, {"a text of five words", 0}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        const struct assay_fact *fact;

        begin(&f);
        evidence_digests(f.seen.evidence, key);
        assert_ok(data_table_name(&f.table, 0, BYTES("kennzahl"), &f.err), f.err);
        add_row(&f, rows[i].value, "yes");
        add_row(&f, rows[i].value, "no");
        end(&f);
        fact = inspected_find(&f.seen, ASSAY_FACT_DATASET_KEY_SKETCH);
        assert_int_equal(fact ? fact->value.count : 0, rows[i].lines);
        clear(&f);
    }
}

/* Short numbers are known at once; all else is read first. */
static void leaves_are_known_by_their_value(void **state)
{
    static const char *const leaves[][2] = {
        {"17", "17"},  {"0.5", "0.5"}, {"12345678", "12345678"},   {"1e3", "1000"},
        {" 17", "17"}, {"-4", "-4"},   {"123456789", "123456789"}, {"1.50", "1.5"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(leaves); i++) {
        struct row_sum row = {0}, wanted = {0};
        uint64_t hash;

        hash = text_hash(bytes_text(leaves[i][1]));
        data_table_leaf(5, bytes_text(leaves[i][0]), &row);
        data_table_long_leaf(5, hash, &wanted);
        if (memcmp(&row, &wanted, sizeof row) != 0)
            fail_msg("%s", leaves[i][0]);
    }
}

static void rows_not_seen_make_no_sketch(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    data_table_cell(&f.table, 0, BYTES("1"), NULL);
    data_table_lose_rows(&f.table);
    end(&f);
    assert_null(inspected_find(&f.seen, ASSAY_FACT_DATASET_ROW_SKETCH));
    clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reals_may_be_whole),
        cmocka_unit_test(tells_columns),
        cmocka_unit_test(tells_the_same_of_known_cells),
        cmocka_unit_test(tells_known_cells_by_their_type),
        cmocka_unit_test(tells_known_numbers_of_rows),
        cmocka_unit_test(hides_long_and_private_numbers),
        cmocka_unit_test(knows_rows_again),
        cmocka_unit_test(tells_times),
        cmocka_unit_test(texts_have_no_bounds),
        cmocka_unit_test(personal_columns_are_withheld),
        cmocka_unit_test(a_table_of_nothing_but_people_has_no_sketch),
        cmocka_unit_test(columns_and_rows_come_to_the_same),
        cmocka_unit_test(knows_values_again),
        cmocka_unit_test(tells_columns_of_persons),
        cmocka_unit_test(numbers_with_a_gap_are_none_of_rows),
        cmocka_unit_test(sketches_keys_by_any_name),
        cmocka_unit_test(leaves_are_known_by_their_value),
        cmocka_unit_test(rows_not_seen_make_no_sketch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
