/* test_metrics.c - names of figures that are one, are not, or cannot be told. */

#include "examine/words/metrics.h"

#include "base/kit.h"
#include "rows.h"

static const struct row {
    const char *name, *a, *b;
    enum metric_relation relation;
} rows[] = {
    {"the same", "accuracy", "accuracy", METRICS_SAME},
    {"with what nobody sees", "accu\xe2\x80\x8bracy\xef\xbb\xbf", "accuracy", METRICS_SAME},
    {"with a mark of direction", "accu\xe2\x80\x8eracy", "accuracy", METRICS_SAME},
    {"in other letters", "Accuracy", "ACCURACY", METRICS_SAME},
    {"short", "acc", "accuracy", METRICS_SAME},
    {"of an evaluation", "eval_accuracy", "test/accuracy", METRICS_SAME},
    {"as a score", "F1 score", "f1_score", METRICS_SAME},
    {"a score that nobody knows", "Frobnication", "frobnication score", METRICS_DIFFER},
    {"in percent", "Accuracy (%)", "accuracy_pct", METRICS_SAME},
    {"a name with percentage", "MAPE", "mean absolute percentage error", METRICS_SAME},
    {"of all classes", "overall_f1", "f1", METRICS_SAME},
    {"the first of them", "acc@1", "top-1 accuracy", METRICS_SAME},
    {"the first five", "acc@5", "accuracy", METRICS_DIFFER},
    {"balanced", "balanced_accuracy", "accuracy", METRICS_DIFFER},
    {"of groups", "accuracy of groups", "accuracy", METRICS_DIFFER},
    {"a letter above the line", "R\xc2\xb2", "r_squared", METRICS_SAME},
    {"recall", "sensitivity", "TPR", METRICS_SAME},
    {"averages", "macro avg f1", "f1_macro", METRICS_SAME},
    {"an average more", "f1", "f1_macro", METRICS_UNCLEAR},
    {"another average", "f1-micro", "f1_macro", METRICS_DIFFER},
    {"an average of what nobody knows", "macro frobnication", "frobnication", METRICS_UNCLEAR},
    {"a name with an average in it", "QWK", "quadratic weighted kappa", METRICS_SAME},
    {"only an average", "macro", "macro", METRICS_SAME},
    {"a family", "AUC", "roc_auc", METRICS_UNCLEAR},
    {"two of a family", "AUROC", "AUPRC", METRICS_DIFFER},
    {"one of a family", "auc-roc", "ROC AUC", METRICS_SAME},
    {"rouge", "rouge", "rougeL", METRICS_UNCLEAR},
    {"of validation", "val_accuracy", "accuracy", METRICS_DIFFER},
    {"of validation, both", "val_accuracy", "validation/acc", METRICS_SAME},
    {"of training", "train_loss", "eval_loss", METRICS_DIFFER},
    {"nobody's names", "Gute Quote", "gute-quote", METRICS_SAME},
    {"names of other letters", "\xe6\xad\xa3\xe7\xa1\xae", "accuracy", METRICS_DIFFER},
    {"a sign that counts", "chrF++", "chrF", METRICS_DIFFER},
    {"nothing", "", "", METRICS_DIFFER},
    {"nothing but a part", "test", "eval", METRICS_DIFFER},
    {"nothing but signs", "%", "--", METRICS_DIFFER},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct metric_name a, b;

    metric_name_read(bytes_text(row->a), &a);
    metric_name_read(bytes_text(row->b), &b);
    assert_int_equal(metric_names_relate(&a, &b), row->relation);
    assert_int_equal(metric_names_relate(&b, &a), row->relation);
}

/* Two that differ behind its end are not one. */
static void a_name_without_end_is_nobodys(void **state)
{
    char long_name[1000];
    struct metric_name name;

    (void)state;
    memset(long_name, 'a', sizeof long_name);
    metric_name_read(bytes_of(long_name, sizeof long_name), &name);
    assert_int_equal(metric_names_relate(&name, &name), METRICS_DIFFER);
}

static void splits(void **state)
{
    (void)state;
    assert_true(metric_split_is_other(BYTES("credit, validation")));
    assert_true(metric_split_is_other(BYTES("train")));
    assert_false(metric_split_is_other(BYTES("credit, test")));
    assert_false(metric_split_is_other(BYTES("trainees")));
    assert_false(metric_split_is_other(BYTES("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_without_end_is_nobodys),
                                       cmocka_unit_test(splits)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
