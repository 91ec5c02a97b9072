/* test_tensorflow_operators.c - what operators of TensorFlow reach for. */

#include "rows.h"

#include "base/kit.h"
#include "examine/models/tensorflow_operators.h"

static const struct row {
    const char *name;
    enum tf_judgement judgement;
} rows[] = {
    {"MatMul", TF_PLAIN},
    {"BatchMatMulV2", TF_PLAIN},
    {"Abs", TF_PLAIN}, /* the first and the last of the sorted table */
    {"ZipDataset", TF_PLAIN},
    {"FusedBatchNormV3", TF_PLAIN},
    {"ResourceApplyAdam", TF_PLAIN},
    {"TopKV2", TF_PLAIN},
    {"TensorSliceDataset", TF_PLAIN},
    {"VariableV2", TF_PLAIN},
    {"PrintV2", TF_PLAIN},
    {"ExperimentalParseExampleDataset", TF_PLAIN},
    {"_FusedMatMul", TF_PLAIN},
    {"ReadFile", TF_FILES},
    {"WriteFile", TF_FILES},
    {"MatchingFiles", TF_FILES},
    {"FileSystemSetConfiguration", TF_FILES}, /* where and as whom files are opened */
    {"SaveV2", TF_SAVER},
    {"RestoreV2", TF_SAVER},
    {"TFRecordDatasetV2", TF_FILE_DATA},
    {"ExperimentalSqlDataset", TF_FILE_DATA},
    {"DebugIdentityV3", TF_NETWORK},
    {"RpcCall", TF_NETWORK},
    {"PyFunc", TF_HOST},
    {"EagerPyFunc", TF_HOST},
    {"Abort", TF_STOPS},
    {"TRTEngineOp", TF_COMPILED},
    {"AcmeFastNms", TF_UNKNOWN},
    {"matmul", TF_UNKNOWN},
    {"ReadFileV9", TF_UNKNOWN},
    {"ExperimentalAcme", TF_UNKNOWN},
    {"", TF_UNKNOWN},
};

static void check_row(void **state)
{
    const struct row *row = *state;

    assert_int_equal(tf_judge_operator(bytes_text(row->name)), row->judgement);
}

static void odd_names_are_unknown(void **state)
{
    char longest[4096];

    (void)state;
    memset(longest, 'x', sizeof longest);
    assert_int_equal(tf_judge_operator(bytes_of(longest, sizeof longest)), TF_UNKNOWN);
    assert_int_equal(tf_judge_operator(BYTES("Abs\0")), TF_UNKNOWN);
    assert_int_equal(tf_judge_operator(BYTES("ReadFile\0")), TF_UNKNOWN);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(odd_names_are_unknown)};

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
