/* test_results.c - figures held against each other: which data, which slice, which verdict. */

#include "examine/words/results.h"

#include "base/kit.h"
#include "rows.h"

static const struct row {
    const char *name, *line, *measured, *path; /* path: of the test set; NULL for a figure */
    enum result_verdict verdict;
} rows[] = {
    {"a figure", "auc: 0.91", "auc: 0.9123", NULL, RESULT_AGREES},
    {"another", "auc: 0.99", "auc: 0.91", NULL, RESULT_CONTRADICTS},
    {"no number", "auc: good", "auc: 0.91", NULL, RESULT_CONTRADICTS},
    {"narrowed down", "auc (women): 0.8", "auc: 0.91", NULL, RESULT_UNCLEAR},
    {"narrowed down on both sides", "auc (Women): 0.8", "auc (women): 0.9", NULL,
     RESULT_CONTRADICTS},
    {"of another slice", "auc (women): 0.8", "auc (men): 0.9", NULL, RESULT_NOT_COMPARED},
    {"not narrowed down", "auc (on the final test set): 0.8", "auc: 0.9", NULL, RESULT_CONTRADICTS},
    {"of validation", "auc (validation set): 0.8", "auc: 0.9", NULL, RESULT_NOT_COMPARED},
    {"a name beyond all", "auc (\xe2\x80\xa8): 0.8", "auc: 0.9", NULL, RESULT_UNCLEAR},
    {"on its data", "auc: 0.8 (a/loans, test)", "auc: 0.9", "d/loans.csv", RESULT_CONTRADICTS},
    {"on other data", "auc: 0.8 (a/cars, test)", "auc: 0.9", "d/loans.csv", RESULT_NOT_COMPARED},
    {"on nobody's data", "auc: 0.8 (csv)", "auc: 0.9", "d/loans.csv", RESULT_UNCLEAR},
    {"no test set", "auc: 0.8 (a/loans)", "auc: 0.9", "", RESULT_UNCLEAR},
    {"a slice of its data", "auc: 0.8 (a/loans; config eu)", "auc: 0.9", "d/loans.csv",
     RESULT_UNCLEAR},
    {"the slice of its data", "auc: 0.8 (a/loans; config eu)", "auc: 0.9", "d/loans_eu.csv",
     RESULT_CONTRADICTS},
    {"no place", "auc: 0.8 (", "auc: 0.9", "d/loans.csv", RESULT_UNCLEAR},
    {"of a slice, and equal", "auc: 0.9 (a/loans; config eu)", "auc: 0.9", "d/loans.csv",
     RESULT_AGREES},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct result result, measured;

    assert_true(result_read(bytes_text(row->line), row->path != NULL, &result));
    assert_true(result_read(bytes_text(row->measured), false, &measured));
    if (row->path)
        result_place(&result, bytes_text(row->path));
    results_judge(&result, 1, &measured, 1, true);
    assert_int_equal(result.verdict, row->verdict);
}

static void what_has_no_value_is_no_line(void **state)
{
    struct result result;

    (void)state;
    assert_false(result_read(BYTES(""), true, &result));
    assert_false(result_read(BYTES("auc"), true, &result));
    assert_false(result_read(BYTES("auc:0.9"), true, &result));
}

static void fewer_digits_are_taken_on_either_side(void **state)
{
    struct result fine, coarse;

    (void)state;
    assert_true(result_read(BYTES("auc: 0.9123"), false, &fine));
    assert_true(result_read(BYTES("auc: 0.91"), false, &coarse));
    results_judge(&fine, 1, &coarse, 1, true);
    assert_int_equal(fine.verdict, RESULT_CONTRADICTS);
    results_judge(&fine, 1, &coarse, 1, false);
    assert_int_equal(fine.verdict, RESULT_AGREES);
}

static void another_slice_is_excused_and_nothing_else(void **state)
{
    static const char *const lines[] = {"wer: 12 (a/loans)", "wer: 9 (a/loans)",
                                        "wer: 9 (a/loans; config eu)",
                                        "wer (with a model): 9 (a/loans)"};
    struct result results[ARRAY_LEN(lines)], measured;

    (void)state;
    assert_true(result_read(BYTES("wer: 12"), false, &measured));
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        assert_true(result_read(bytes_text(lines[i]), true, &results[i]));
        result_place(&results[i], BYTES("loans.csv"));
    }
    results_judge(results, ARRAY_LEN(lines), &measured, 1, true);
    assert_int_equal(results[0].verdict, RESULT_AGREES);
    assert_int_equal(results[1].verdict, RESULT_CONTRADICTS);
    assert_int_equal(results[2].verdict, RESULT_NOT_COMPARED);
    assert_int_equal(results[3].verdict, RESULT_NOT_COMPARED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_value_is_no_line),
        cmocka_unit_test(fewer_digits_are_taken_on_either_side),
        cmocka_unit_test(another_slice_is_excused_and_nothing_else),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
