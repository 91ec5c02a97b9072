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
    {"no text", "PK\xff\xfe", "accuracy", 0.95, THRESHOLD_THERE},
    {"PDF", "%PDF-1.7\n", "accuracy", 0.95, THRESHOLD_THERE},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(threshold_find(bytes_text(row->file), bytes_text(row->metric), row->threshold),
                     row->found);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
