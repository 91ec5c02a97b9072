/* Indexes of models in several files. */

#include "examine/inspect.h"

#include "claims.h"

#define NAME "model.safetensors.index.json"

static const struct claims_row rows[] = {
    {"each file once", NAME,
     ROW_BYTES("{\"metadata\":{\"total_size\":128},\"weight_map\":{\"a\":\"1.st\",\"b\":\"2.st\","
               "\"c\":\"2.st\",\"d\":\"1.st\"}}"),
     true, ASSAY_OK, "shard-index", "shard 1.st - - -\nshard 2.st - - -\n"},
    {"of PyTorch, with other members", "x/pytorch_model.bin.index.json",
     ROW_BYTES("{\"weight_map\":{},\"x\":[{}]}"), true, ASSAY_OK, "shard-index", ""},
    {"of a variant", "model.safetensors.index.fp16.json", ROW_BYTES("{\"weight_map\":{}}"), true,
     ASSAY_OK, "shard-index", ""},
    {"of Keras", "tf_model.h5.index.json", ROW_BYTES("{\"weight_map\":{\"a\":\"b.h5\"}}"), true,
     ASSAY_OK, "shard-index", "shard b.h5 - - -\n"},
    {"a file outside", NAME,
     ROW_BYTES("{\"weight_map\":{\"a\":\"../1.st\",\"b\":\"/2.st\",\"c\":\"3.st\"}}"), true,
     ASSAY_OK, "shard-index", "shard 3.st - - -\n"},
    {"NUL in a name", NAME, ROW_BYTES("{\"weight_map\":{\"a\":\"x\\u0000y\"}}"), true, ASSAY_OK,
     "shard-index", ""},
    {"no map", NAME, ROW_BYTES("{\"metadata\":{}}"), true, ASSAY_EFORMAT, "shard-index", ""},
    {"a map that is none", NAME, ROW_BYTES("{\"weight_map\":[]}"), true, ASSAY_EFORMAT,
     "shard-index", ""},
    {"a tensor in no file", NAME, ROW_BYTES("{\"weight_map\":{\"a\":null}}"), true, ASSAY_EFORMAT,
     "shard-index", ""},
    {"a tensor twice", NAME, ROW_BYTES("{\"weight_map\":{\"a\":\"1\",\"a\":\"2\"}}"), true,
     ASSAY_EFORMAT, "shard-index", "shard 1 - - -\n"},
    {"a map twice", NAME, ROW_BYTES("{\"weight_map\":{},\"weight_map\":{}}"), true, ASSAY_EFORMAT,
     "shard-index", ""},
    {"empty", NAME, ROW_BYTES(""), true, ASSAY_EFORMAT, "shard-index", ""},
    {"another document", "package.index.json", ROW_BYTES("{\"weight_map\":{}}"), false, ASSAY_OK,
     "shard-index", ""},
};

static void claims(void **state)
{
    claims_check(&inspect_shard_index, *state);
}

static void facts_are_told(void **state)
{
    struct inspected *seen = inspect_bytes(&inspect_shard_index, rows[0].text, NAME);

    (void)state;
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_SHARDS), 2);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_TENSOR_BYTES), 128);
    assert_true(inspected_find(seen, ASSAY_FACT_MODEL_TENSOR_BYTES)->declared);
    inspected_free(seen);
}

static void paths_outside_are_dangerous(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_shard_index, BYTES("{\"weight_map\":{\"a\":\"../1.st\",\"b\":\"/2.st\"}}"), NAME);

    (void)state;
    assert_int_equal(seen->content.load, ASSAY_LOAD_DANGEROUS);
    assert_int_equal(seen->content.observation_count, 2);
    assert_string_equal(seen->content.observations[0].class_name, "model.outside-data");
    assert_string_equal(seen->content.observations[0].detail,
                        "reads from outside of its folder: ../1.st");
    inspected_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(facts_are_told),
                                       cmocka_unit_test(paths_outside_are_dangerous)};

    return RUN_CASES(claims, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
