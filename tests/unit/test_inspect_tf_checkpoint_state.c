/* test_inspect_tf_checkpoint_state.c - the checkpoints that the file "checkpoint" names. */

#include "inspect.h"

#include "examine/inspect.h"

static const struct row {
    const char *name, *text;
    const char *named; /* joined */
} rows[] = {
    {"one", "model_checkpoint_path: \"model.ckpt-7\"\n", "model.ckpt-7"},
    {"several",
     "model_checkpoint_path: \"m-7\"\r\nall_model_checkpoint_paths: \"m-3\"\r\n"
     "all_model_checkpoint_paths: \"m-7\"\r\nlast_preserved_timestamp: 1.5\r\n",
     "m-3,m-7"},
    {"a line that is cut", "model_checkpoint_path: \"m-7\"\nall_model_checkpoint_paths: \"m-",
     "m-7"},
    {"no name", "model_checkpoint_path: \"\"\n", ""},
};

static void check_row(void **state)
{
    const struct row *row = *state;

    for (size_t step = 1; step < 40; step += 19) {
        struct inspected *seen = inspect_in_steps(&inspect_tf_checkpoint_state,
                                                  bytes_text(row->text), "checkpoint", step, true);

        assert_int_equal(seen->status, ASSAY_OK);
        assert_true(seen->bid > 8);
        assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_EXTERNAL_FILES), row->named);
        inspected_free(seen);
    }
}

static void other_texts_are_not_taken(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_tf_checkpoint_state, BYTES("checkpoint: \"model\"\n"), "checkpoint");

    (void)state;
    assert_int_equal(seen->bid, 0);
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(other_texts_are_not_taken)};

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
