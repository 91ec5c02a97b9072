/* test_threshold_values.c - the threshold of a metric in whatever form people fix it. */

#include "project/threshold_values.h"

#include "base/kit.h"
#include "rows.h"

static const struct row {
    const char *name, *file, *metric;
    double threshold;
    enum threshold_found found;
} rows[] = {
    {"a line", "accuracy: 0.95\n", "accuracy", 0.95, THRESHOLD_THERE},
    {"a line of another value", "accuracy: 0.95\n", "accuracy", 0.8, THRESHOLD_OTHER},
    {"another value beside the number", "accuracy: 0.95\nf1: 0.8\n", "accuracy", 0.8,
     THRESHOLD_OTHER},
    {"its name in capitals", "\"ROC-AUC\" >= 0.7", "roc_auc", 0.6, THRESHOLD_OTHER},
    {"a row of a table", "| accuracy | 0.9 | 0.95 |", "accuracy", 0.95, THRESHOLD_THERE},
    {"a name that goes on", "accuracy_women: 0.7\nall: 0.9", "accuracy", 0.9, THRESHOLD_THERE},
    {"a name that began before", "min_accuracy: 0.7\nall: 0.9", "accuracy", 0.9, THRESHOLD_THERE},
    {"a map", "- name: accuracy\n  least: .95\n", "accuracy", 0.95, THRESHOLD_THERE},
    {"percent", "accuracy: 95 %", "accuracy", 0.95, THRESHOLD_THERE},
    {"percent without a sign", "accuracy: 95", "accuracy", 0.95, THRESHOLD_THERE},
    {"a share in percent", "accuracy: 0.95", "accuracy", 95, THRESHOLD_THERE},
    {"no share", "rmse: 1", "rmse", 100, THRESHOLD_OTHER},
    {"a comma", "accuracy: 0,95", "accuracy", 0.95, THRESHOLD_THERE},
    {"columns", "accuracy,1,0.95", "accuracy", 0.95, THRESHOLD_THERE},
    {"a sign", "r2 > -0.5", "r2", -0.5, THRESHOLD_THERE},
    {"parts of words and of other numbers", "v0.95 f0.95 2.0.95 x_0.95", "accuracy", 0.95,
     THRESHOLD_NOWHERE},
    {"no number", "all rights reserved", "accuracy", 0.95, THRESHOLD_NOWHERE},
    {"nothing", "", "accuracy", 0.95, THRESHOLD_NOWHERE},
    {"no name", "0.95", "", 0.95, THRESHOLD_THERE},
    {"another metric in one line", "{\"accuracy\": 0.80, \"f1\": 0.95}", "accuracy", 0.95,
     THRESHOLD_OTHER},
    {"another metric, bare", "{accuracy: 0.80, f1: 0.95}", "accuracy", 0.95, THRESHOLD_OTHER},
    {"a key of signs", "{\"accuracy\": 0.80, \"%\": 0.95}", "accuracy", 0.95, THRESHOLD_OTHER},
    {"a comment", "accuracy: 0.80  # 0.95", "accuracy", 0.95, THRESHOLD_OTHER},
    {"a word behind", "accuracy = 0.80; // was 0.95", "accuracy", 0.95, THRESHOLD_OTHER},
    {"a word of another alphabet", "accuracy: 0.80 \xd0\xb1 0.95", "accuracy", 0.95,
     THRESHOLD_OTHER},
    {"twice in a line", "{\"accuracy\": 0.80}, {\"accuracy\": 0.95}", "accuracy", 0.95,
     THRESHOLD_THERE},
    {"an exponent", "error: 5e-2", "error", 0.05, THRESHOLD_THERE},
    {"numbers in quotes", "accuracy,\"0.90\",\"0.95\"", "accuracy", 0.95, THRESHOLD_THERE},
    {"words in a row", "| accuracy | 0.90 (old) | 0.95 (new) |", "accuracy", 0.95, THRESHOLD_THERE},
    {"a name of signs", "=: 0.8", "=", 0.95, THRESHOLD_NOWHERE},
    {"no text", "PK\xff\xfe", "accuracy", 0.95, THRESHOLD_NOWHERE},
    {"Latin-1",
     "# gepr\xfc"
     "ft\naccuracy: 0.95\n",
     "accuracy", 0.95, THRESHOLD_NOWHERE},
    {"UTF-16",
     "\xff\xfe"
     "a",
     "accuracy", 0.95, THRESHOLD_NOWHERE},
    {"PDF", "%PDF-1.7\n", "accuracy", 0.95, THRESHOLD_NOWHERE},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(threshold_find(bytes_text(row->file), bytes_text(row->metric), row->threshold),
                     row->found);
}

/* A square of these would take hours. */
static void reads_long_lines_once(void **state)
{
    enum { SIZE = 2 << 20 };
    static const char *const lines[] = {"=", "a=", "a:1 ", "1:", "a|1|", "a ,", "1.,"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct bytes piece = bytes_text(lines[i]);
        uint8_t *line = malloc(SIZE);

        assert_non_null(line);
        for (size_t at = 0; at < SIZE; at++)
            line[at] = piece.data[at % piece.size];
        for (size_t size = 1; size <= piece.size; size++)
            (void)threshold_find(bytes_of(line, SIZE), bytes_of(piece.data, size), 0.95);
        free(line);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(reads_long_lines_once)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
