/*
 * test_inspect_graphs.c - graphs of TensorFlow, TFLite, Core ML and PaddlePaddle, and of Keras what
 * stands beside one: what is told of the files of the fuzz corpus, and what becomes of them when
 * any of their bytes lie.
 *
 * tests/conformance/models/graphs.py made them, and holds many more against their verdicts.
 */

#include "inspect.h"

#include <fcntl.h>

#include "base/file.h"
#include "examine/inspect.h"

#define CORPUS TEST_DATA "/../fuzz/corpus/"

static const struct row {
    const char *name;
    const struct inspector *inspector;
    enum assay_load load;
    const char *operators;  /* of model.operators, joined; NULL where there is none */
    const char *class_name; /* of an observation, or NULL */
    int64_t parameters;     /* or -1 where they are not told */
    const char *path;       /* that it is found under, where it has a say */
} rows[] = {
    {"graph_def/frozen", &inspect_graph_def, ASSAY_LOAD_CLEAN, "Const,MatMul,Placeholder,Softmax",
     NULL, 6, "x"},
    {"graph_def/frozen-function", &inspect_graph_def, ASSAY_LOAD_CLEAN,
     "Const,MatMul,Mul,Placeholder,Softmax", NULL, 6, "x"},
    {"saved_model/saved", &inspect_saved_model, ASSAY_LOAD_CLEAN, "MatMul,Placeholder", NULL, 25,
     "x"},
    {"saved_model/saver", &inspect_saved_model, ASSAY_LOAD_CLEAN,
     "Placeholder,SaveV2,StatefulPartitionedCall,StringJoin", NULL, 0, "x"},
    {"saved_model/lambda", &inspect_saved_model, ASSAY_LOAD_DANGEROUS,
     "Const,MatMul,Placeholder,Softmax", "model.embedded-code", 6, "x"},
    {"saved_model/print", &inspect_saved_model, ASSAY_LOAD_DANGEROUS,
     "Placeholder,PrintV2,StatefulPartitionedCall", "model.file-access", 0, "x"},
    {"tf_checkpoint/two", &inspect_tf_checkpoint, ASSAY_LOAD_CLEAN, NULL, NULL, 9, "m.index"},
    {"meta_graph/plain", &inspect_meta_graph, ASSAY_LOAD_CLEAN,
     "Const,MatMul,MergeV2Checkpoints,Placeholder,RestoreV2,SaveV2,ShardedFilename,Softmax,"
     "StringJoin",
     NULL, 6, "m.ckpt.meta"},
    {"meta_graph/writes", &inspect_meta_graph, ASSAY_LOAD_DANGEROUS,
     "Const,MatMul,MergeV2Checkpoints,Placeholder,RestoreV2,SaveV2,ShardedFilename,Softmax,"
     "StringJoin,WriteFile",
     "model.file-access", 6, "m.ckpt.meta"},
    {"tflite/plain", &inspect_tflite, ASSAY_LOAD_CLEAN, "RESHAPE", NULL, 6, "x"},
    {"tflite/about", &inspect_tflite, ASSAY_LOAD_CLEAN, "RESHAPE", NULL, 6, "x"},
    {"tflite/custom", &inspect_tflite, ASSAY_LOAD_SUSPICIOUS, "custom::AcmeOp",
     "model.custom-operator", 6, "x"},
    {"executorch/plain", &inspect_executorch, ASSAY_LOAD_CLEAN, "aten::add", NULL, -1, "x"},
    {"executorch/delegate", &inspect_executorch, ASSAY_LOAD_SUSPICIOUS, "aten::add",
     "model.custom-operator", -1, "x"},
    {"coreml/network", &inspect_coreml, ASSAY_LOAD_CLEAN, NULL, NULL, -1, "x"},
    {"coreml/program", &inspect_coreml, ASSAY_LOAD_CLEAN, "const,linear", NULL, 6, "x"},
    {"coreml/pipeline", &inspect_coreml, ASSAY_LOAD_SUSPICIOUS, "custom::AcmeModel",
     "model.custom-operator", -1, "x"},
    {"coreml/linked", &inspect_coreml, ASSAY_LOAD_DANGEROUS, NULL, "model.outside-data", -1, "x"},
    {"paddle/inference", &inspect_paddle, ASSAY_LOAD_CLEAN, "feed,fetch,matmul_v2", NULL, 6, "x"},
    {"paddle_params/inference", &inspect_paddle_params, ASSAY_LOAD_CLEAN, NULL, NULL, 10, "x"},
    {"keras_metadata/plain", &inspect_keras_metadata, ASSAY_LOAD_CLEAN, NULL, NULL, -1, "x"},
    {"keras_metadata/lambda", &inspect_keras_metadata, ASSAY_LOAD_DANGEROUS, NULL,
     "model.embedded-code", -1, "x"},
    {"keras_metadata/own", &inspect_keras_metadata, ASSAY_LOAD_SUSPICIOUS, NULL,
     "model.unknown-import", -1, "x"},
    {"graph_text/frozen", &inspect_graph_text, ASSAY_LOAD_CLEAN, "Const,MatMul,Placeholder,Softmax",
     NULL, 6, "x"},
    {"graph_text/function", &inspect_graph_text, ASSAY_LOAD_CLEAN,
     "Const,MatMul,Mul,Placeholder,Softmax", NULL, 6, "x"},
    {"graph_text/saved", &inspect_graph_text, ASSAY_LOAD_CLEAN, "MatMul,Placeholder", NULL, 25,
     "x"},
    {"graph_text/lambda", &inspect_graph_text, ASSAY_LOAD_DANGEROUS,
     "Const,MatMul,Placeholder,Softmax", "model.embedded-code", 6, "x"},
    {"graph_text/print", &inspect_graph_text, ASSAY_LOAD_DANGEROUS,
     "Placeholder,PrintV2,StatefulPartitionedCall", "model.file-access", 0, "x"},
    {"graph_text/writes", &inspect_graph_text, ASSAY_LOAD_DANGEROUS,
     "Const,MatMul,MergeV2Checkpoints,Placeholder,RestoreV2,SaveV2,ShardedFilename,Softmax,"
     "StringJoin,WriteFile",
     "model.file-access", 6, "m.ckpt.meta"},
    {"graph_text/split", &inspect_graph_text, ASSAY_LOAD_DANGEROUS, "WriteFile",
     "model.file-access", 0, "x"},
};

static void read_file(const struct row *row, struct buf *bytes)
{
    struct assay_error err = {0};
    char path[512];

    snprintf(path, sizeof path, CORPUS "%s", row->name);
    buf_init(bytes, 1 << 20);
    assert_ok(file_read(AT_FDCWD, path, bytes, &err), err);
}

/* The verdict, what it rests on, and that the bytes alone tell the format. */
static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf bytes;

    read_file(row, &bytes);
    for (size_t step = 1; step < 40; step += 19) {
        struct inspected *seen =
            inspect_in_steps(row->inspector, buf_bytes(&bytes), row->path, step, true);
        const struct assay_fact *count = inspected_find(seen, ASSAY_FACT_MODEL_PARAMETERS);

        if (seen->status != ASSAY_OK || seen->content.load != row->load || seen->bid <= 8 ||
            (count ? count->value.integer : -1) != row->parameters ||
            (row->class_name ? !inspected_observation(seen, row->class_name, "")
                             : seen->content.observation_count > 0) ||
            (row->operators
                 ? strcmp(inspected_list(seen, ASSAY_FACT_MODEL_OPERATORS), row->operators) != 0
                 : inspected_find(seen, ASSAY_FACT_MODEL_OPERATORS) != NULL))
            inspected_fail(seen, "what the row says");
        inspected_free(seen);
    }
}

/* Whatever the bytes are: an end, a place to blame, and no clean verdict for what was not read. */
static void check_bytes(const struct row *row, struct bytes bytes)
{
    struct inspected *seen = inspect_bytes(row->inspector, bytes, row->path);

    if (seen->status != ASSAY_OK &&
        (seen->err.offset > bytes.size || seen->content.load < ASSAY_LOAD_SUSPICIOUS))
        inspected_fail(seen, "a failure that is told");
    inspected_free(seen);
}

static void check_cuts(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf bytes;

    read_file(row, &bytes);
    for (size_t size = 0; size < bytes.size; size++)
        check_bytes(row, bytes_of(bytes.data, size));
}

/* Each four bytes, which may be a length, a count or an offset, as numbers that lie. A text has no
 * such numbers, and breaks by any two of them. */
static void check_lies(void **state)
{
    const struct row *row = *state;
    size_t step = row->inspector == &inspect_graph_text ? 5 : 1;
    CLEANUP(buf_clear) struct buf bytes;
    uint32_t lies[] = {0, 1, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0};

    read_file(row, &bytes);
    lies[ARRAY_LEN(lies) - 1] = (uint32_t)bytes.size + 1;
    for (size_t at = 0; at + 4 <= bytes.size; at++)
        for (size_t i = 0; i < ARRAY_LEN(lies); i += step) {
            uint8_t saved[4];

            memcpy(saved, bytes.data + at, sizeof saved);
            memcpy(bytes.data + at, &lies[i], sizeof saved);
            check_bytes(row, buf_bytes(&bytes));
            memcpy(bytes.data + at, saved, sizeof saved);
        }
}

static void data_beside_is_claimed(void **state)
{
    CLEANUP(buf_clear) struct buf bytes;
    const struct row *row = &rows[6];
    struct inspected *seen;

    (void)state;
    read_file(row, &bytes);
    seen = inspect_bytes(row->inspector, buf_bytes(&bytes), "runs/model.ckpt-7.index");
    assert_int_equal(seen->content.claim_count, 1);
    assert_string_equal(seen->content.claims[0].name, "model.ckpt-7.data-00000-of-00001");
    assert_int_equal(seen->content.claims[0].size, 36);
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(data_beside_is_claimed)};

    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows) + RUN_CASES(check_lies, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
