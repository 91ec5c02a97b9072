/* What a cell is taken for. */

#include <math.h>

#include "base/kit.h"
#include "examine/tables/cell_number.h"
#include "examine/text/text_hash.h"
#include "rows.h"

struct row {
    const char *name; /* the cell itself */
    enum cell_type type;
};

static const struct row rows[] = {
    {"", CELL_EMPTY},
    {"  ", CELL_EMPTY},
    {"NA", CELL_EMPTY},
    {"n/a", CELL_EMPTY},
    {"null", CELL_EMPTY},
    {"NULL", CELL_EMPTY},
    {"None", CELL_EMPTY},
    {"N/A", CELL_EMPTY},
    {"#N/A", CELL_EMPTY},
    {"#N/A N/A", CELL_EMPTY},
    {"#NA", CELL_EMPTY},
    {"<NA>", CELL_EMPTY},
    {"none", CELL_TEXT},
    {"na", CELL_TEXT},
    {"Null", CELL_TEXT},
    {"-", CELL_TEXT},
    {"nan", CELL_NUMBER},
    {"NAN", CELL_TEXT},
    {"+nan", CELL_TEXT},
    {"1.#IND", CELL_NUMBER},
    {"-1.#QNAN", CELL_NUMBER},
    {"0", CELL_INTEGER},
    {" 42 ", CELL_INTEGER},
    {"-7", CELL_INTEGER},
    {"+7", CELL_INTEGER},
    {"123456789012345678", CELL_INTEGER},
    {"1234567890123456789", CELL_NUMBER},
    {"02139", CELL_TEXT},
    {"007", CELL_TEXT},
    {"1.5", CELL_NUMBER},
    {".5", CELL_NUMBER},
    {"5.", CELL_NUMBER},
    {"0.5", CELL_NUMBER},
    {"-1.5e-10", CELL_NUMBER},
    {"1e5", CELL_NUMBER},
    {"1e", CELL_TEXT},
    {"1e+", CELL_TEXT},
    {"e5", CELL_TEXT},
    {".", CELL_TEXT},
    {"+", CELL_TEXT},
    {"1.2.3", CELL_TEXT},
    {"NaN", CELL_NUMBER},
    {"-inf", CELL_NUMBER},
    {"1,5", CELL_NUMBER},
    {"0,25", CELL_NUMBER},
    {"-12,5", CELL_NUMBER},
    {"1.234,56", CELL_NUMBER},
    {"1.234.567,8", CELL_NUMBER},
    {"1.234,567", CELL_NUMBER},
    {"1,234", CELL_TEXT}, /* thousands, or not */
    {"1,234.56", CELL_NUMBER},
    {"-1,234,567.8", CELL_NUMBER},
    {"1,234,567", CELL_NUMBER},
    {"1,23.4", CELL_TEXT},
    {"1234,567.8", CELL_TEXT},
    {",234.5", CELL_TEXT},
    {"1,234.5,6", CELL_TEXT},
    {"1,,234.5", CELL_TEXT},
    {"1.23,4", CELL_TEXT},
    {"1234.567,8", CELL_TEXT},
    {"1,2,3", CELL_TEXT},
    {"1,", CELL_TEXT},
    {",5", CELL_TEXT},
    {".123,5", CELL_TEXT},
    {"1,5e3", CELL_TEXT},
    {"01,5", CELL_TEXT},
    {"true", CELL_BOOLEAN},
    {"No", CELL_BOOLEAN},
    {"y", CELL_BOOLEAN},
    {"2026-11-21", CELL_DATE},
    {"2026/11/21", CELL_DATE},
    {"21.11.2026", CELL_DATE},
    {"11/21/2026", CELL_DATE},
    {"21/11/2026", CELL_DATE},
    {"2026-11-21T02:03", CELL_DATE},
    {"2026-11-21T02:03:04Z", CELL_DATE},
    {"2026-11-21 02:03:04.123456+01:00", CELL_DATE},
    {"2026-11-21T02:03:04+0100", CELL_DATE},
    {"2026-11-21T02:03:04+01", CELL_DATE},
    {"2026-13-21", CELL_TEXT},
    {"2026-11-32", CELL_TEXT},
    {"2026-11/21", CELL_TEXT},
    {"2026-11-21T25:00", CELL_TEXT},
    {"2026-11-21T02:03:04+01:00x", CELL_TEXT},
    {"2026-11-2", CELL_TEXT},
    {"13/13/2026", CELL_TEXT},
    {"tomorrow", CELL_TEXT},
    {"12345678901234567890123456789012345678901234567890", CELL_TEXT},
};

static void has_type(void **state)
{
    const struct row *row = *state;

    assert_int_equal(cell_type(bytes_text(row->name)), row->type);
}

static const struct formula_row {
    const char *name;
    bool formula;
} formula_rows[] = {
    {"=1+1", true},
    {"=cmd|'/C calc'!A0", true},
    {"+SUM(A1:A9)", true},
    {"-2+3+cmd|' /C calc'!A0", true},
    {"@SUM(A1)", true},
    {"+Sheet2!A1", true},
    {"-5", false},
    {"-0.5e3", false},
    {"+1 (202) 555-0143", false},
    {"+49 30 123456", false},
    {"@handle", false},
    {"=", false},
    {"-", false},
    {"a=b", false},
    {"- (as of 2024) 1-2", false},
    {"-1234567|", true},
    {"-1234567890123456789012345678901234567890123456789012345678901234!A0", true},
    {"-123456789012345678901234567890123456789012345678901234567890SUM(A1)", true},
    {"-1234567890123456789012345678901234567890123456789012345678901SUM(A1)", true},
    {"-1234567890123456789012345678901234567890123456789012345678901234 (A1)", false},
    {"", false},
};

static void is_formula(void **state)
{
    const struct formula_row *row = *state;

    assert_int_equal(cell_is_formula(bytes_text(row->name)), row->formula);
}

/* What all ways of writing one value come to; the name is the cell. */
static const struct canonical_row {
    const char *name, *text;
    double number;
} canonical_rows[] = {
    {"", "", 0},
    {" NA ", "", 0},
    {"NaN", "", 0},
    {"-nan", "", 0},
    {"#N/A N/A", "", 0},
    {"none", "none", 0},
    {"1.234,50", "1234.5", 1234.5},
    {"-0,10", "-0.1", -0.1},
    {"1,234.50", "1234.5", 1234.5},
    {"1,234,567", "1234567", 1234567},
    {"42", "42", 42},
    {" 42 ", "42", 42},
    {"+42", "42", 42},
    {"-0", "0", 0},
    {"0", "0", 0},
    {"02139", "02139", 0},
    {"12345678", "12345678", 12345678},
    {"123456789012345678", "123456789012345678", 123456789012345678.0},
    {"-1234567890123456789012", "-1234567890123456789012", -1234567890123460000000.0},
    {"1.50", "1.5", 1.5},
    {"1.5", "1.5", 1.5},
    {"-1.5", "-1.5", -1.5},
    {"5.", "5", 5},
    {".5", "0.5", 0.5},
    {"1.0", "1", 1},
    {"-0.0", "0", 0},
    {"00.5", "00.5", 0},
    {"15e-1", "1.5", 1.5},
    {"1e5", "100000", 1e5},
    {"1e20", "100000000000000000000", 1e20},
    {"1e21", "1e+21", 1e21},
    {"0.000001", "0.000001", 1e-6},
    {"0.0000001", "1e-7", 1e-7},
    {"0.000000123", "1.23e-7", 1.23e-7},
    {"-0.119181", "-0.119181", -0.119181},
    {"123456789012.345", "123456789012.345", 123456789012.345},
    {"1234567890123.4567", "1234567890123.46", 1234567890123.46},
    {"-12.50", "-12.5", -12.5},
    {"0.30000000000000004", "0.3", 0.3},
    {"0.1234567890123455", "0.123456789012346", 0.123456789012346},
    {"9.999999999999999", "10", 10},
    {"1e-400", "1e-400", 0},
    {"1e999999999", "1e+99999", HUGE_VAL},
    {"1.5.2", "1.5.2", 0},
    {"1.", "1", 1},
    {"-Infinity", "-inf", -HUGE_VAL},
    {"TRUE", "true", 0},
    {"False", "false", 0},
    {"yes", "yes", 0},
    {"2026/11/21", "2026-11-21", 0},
    {"21.11.2026", "2026-11-21", 0},
    {"11/21/2026", "2026-11-21", 0},
    {"05/06/2026", "05/06/2026", 0},
    {"2026-11-21 00:00", "2026-11-21", 0},
    {"2026-11-21T00:00:00.000", "2026-11-21", 0},
    {"2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z", 0},
    {"2026-11-21 02:03", "2026-11-21T02:03:00", 0},
    {"2026-11-21T02:03:04.500+01:00", "2026-11-21T01:03:04.5Z", 0},
    {"2024-03-01T00:30:00+0100", "2024-02-29T23:30:00Z", 0},
    {"2026-12-31T23:30:00-01", "2027-01-01T00:30:00Z", 0},
    {"0000-01-01T00:00:00+23:59", "0000-01-01T00:00:00+23:59", 0},
    {" two words ", " two words ", 0},
};

static void is_canonical(void **state)
{
    const struct canonical_row *row = *state;
    struct cell_value value;

    cell_read(bytes_text(row->name), &value);
    assert_int_equal(value.text.size, strlen(row->text));
    assert_memory_equal(value.text.data, row->text, value.text.size);
    if (value.type == CELL_INTEGER || value.type == CELL_NUMBER)
        assert_true(value.number == row->number);
}

/* The short way to read a cell comes to what the long one does. */
static void short_and_long_agree(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(canonical_rows); i++) {
        struct bytes cell = bytes_text(canonical_rows[i].name);
        struct cell_value value = {0};
        enum cell_type type;
        double number;

        if (cell.size == 0 || cell.size > 8)
            continue;
        if (!cell_read_short(cell.size < 8 ? text_hash_tail(cell.data, cell.size)
                                           : text_hash_u64(cell.data),
                             cell.size, &type, &number))
            continue;
        cell_read(cell, &value);
        assert_int_equal(value.type, type);
        assert_true(value.number == number);
        assert_true(bytes_equal(value.text, cell));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(short_and_long_agree)};
    int failures = RUN_CASES(has_type, rows);

    failures += RUN_CASES(is_canonical, canonical_rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);

    failures += RUN_CASES(is_formula, formula_rows);
    return failures ? 1 : 0;
}
