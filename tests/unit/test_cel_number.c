#include "policy/cel/number.h"

#include <math.h>

#include "rows.h"

struct row {
    const char *name;
    const char *text;
    bool good;
    double value;
    const char *shown; /* the shortest text of the value */
};

static const struct row rows[] = {
    {"whole", "12", true, 12, "12"},
    {"point", "0.1", true, 0.1, "0.1"},
    {"no digit before the point", ".5", true, 0.5, "0.5"},
    {"no digit after it", "5.", true, 5, "5"},
    {"exponent", "1e21", true, 1e21, "1e+21"},
    {"below that in full", "1e20", true, 1e20, "100000000000000000000"},
    {"small", "0.0001", true, 0.0001, "0.0001"},
    {"smaller", "0.00001", true, 0.00001, "1e-05"},
    {"all digits", "0.30000000000000004", true, 0.30000000000000004, "0.30000000000000004"},
    {"least", "5e-324", true, 5e-324, "5e-324"},
    {"below the least", "1e-400", true, 0, "0"},
    {"too large", "1e400", true, INFINITY, "Infinity"},
    {"signs", "-1.5", true, -1.5, "-1.5"},
    {"infinity", "-inf", true, -INFINITY, "-Infinity"},
    {"two signs", "--1", false, 0, NULL},
    {"blank", " 1", false, 0, NULL},
    {"nothing", "", false, 0, NULL},
    {"only a point", ".", false, 0, NULL},
    {"exponent cut short", "1e", false, 0, NULL},
    {"hex is none", "0x10", false, 0, NULL},
    {"comma", "1,5", false, 0, NULL},
};

static void check(void **state)
{
    const struct row *row = *state;
    char text[NUMBER_TEXT_SIZE];
    double value = 0;

    assert_int_equal(number_double(bytes_text(row->text), &value), row->good);
    if (!row->good)
        return;
    assert_true(value == row->value);
    number_text(value, text);
    assert_string_equal(text, row->shown);
}

static void whole_numbers_fit_or_fail(void **state)
{
    uint64_t size;
    int64_t value;

    (void)state;
    assert_true(number_uint(BYTES("18446744073709551615"), 10, &size) && size == UINT64_MAX);
    assert_false(number_uint(BYTES("18446744073709551616"), 10, &size));
    assert_true(number_uint(BYTES("fF"), 16, &size) && size == 255);
    assert_false(number_uint(BYTES("fg"), 16, &size));
    assert_false(number_uint(BYTES("a"), 10, &size));
    assert_false(number_uint(BYTES(""), 10, &size));
    assert_true(number_int(BYTES("9223372036854775808"), 10, true, &value) && value == INT64_MIN);
    assert_false(number_int(BYTES("9223372036854775808"), 10, false, &value));
    assert_false(number_int(BYTES("9223372036854775809"), 10, true, &value));
}

static void doubles_are_cut_or_refused(void **state)
{
    uint64_t size;
    int64_t value;

    (void)state;
    assert_true(number_double_to_int(-1.9, &value) && value == -1);
    assert_false(number_double_to_int(0x1p63, &value));
    assert_false(number_double_to_int(-0x1p63, &value));
    assert_false(number_double_to_int(NAN, &value));
    assert_true(number_double_to_uint(0x1p63, &size) && size == (uint64_t)1 << 63);
    assert_false(number_double_to_uint(0x1p64, &size));
    assert_false(number_double_to_uint(-1, &size));
}

static void types_compare(void **state)
{
    (void)state;
    assert_int_equal(number_compare_int_uint(-1, 0), -1);
    assert_int_equal(number_compare_int_uint(INT64_MAX, UINT64_MAX), -1);
    assert_int_equal(number_compare_int_double(3, 2.5), 1);
    assert_int_equal(number_compare_uint_double(2, 2.0), 0);
    assert_int_equal(number_compare_int_double(0, NAN), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whole_numbers_fit_or_fail),
                                       cmocka_unit_test(doubles_are_cut_or_refused),
                                       cmocka_unit_test(types_compare)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
