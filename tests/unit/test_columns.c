/* What a cell is taken for. */

#include "examine/columns.h"
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
    {"1,5", CELL_TEXT},
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
    {"", false},
};

static void is_formula(void **state)
{
    const struct formula_row *row = *state;

    assert_int_equal(cell_is_formula(bytes_text(row->name)), row->formula);
}

int main(void)
{
    int failures = RUN_CASES(has_type, rows);

    failures += RUN_CASES(is_formula, formula_rows);
    return failures ? 1 : 0;
}
