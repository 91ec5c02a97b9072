/* test_inspect_dataset_json.c - descriptions of data sets, and what they claim of files. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct inspect_row rows[] = {
    {"Croissant", "x.json",
     ROW_BYTES("{\"@context\":{},\"conformsTo\":\"http://mlcommons.org/croissant/1.0\",\"license\":"
               "\"cc-by-4.0\",\"distribution\":[{\"contentUrl\":\"a.csv\",\"sha256\":\"" SHA256
               "\"}],\"recordSet\":[{\"field\":[{\"name\":\"id\"},{\"name\":\"text\"}]}]}"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind config, format croissant\nfact dataset.column-names (declared) = [id] [text]\n"
     "fact dataset.license (declared) = [CC-BY-4.0]\n"},
    {"a file outside", "datapackage.json",
     ROW_BYTES("{\"resources\":[{\"path\":\"../x\",\"bytes\":3}]}"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind config, format data-package\ngap bundle.unsafe-path at 14\n"},
    {"of the Hub", "dataset_infos.json",
     ROW_BYTES("{\"default\":{\"license\":\"mit\",\"features\":{\"a\":{},\"b\":{}},\"splits\":{"
               "\"train\":{\"num_examples\":10},\"test\":{\"num_examples\":5}}}}"),
     ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind config, format dataset-infos\nfact dataset.column-names (declared) = [a] [b]\n"
     "fact dataset.declared-rows (declared) = 15\nfact dataset.splits (declared) = [test] "
     "[train]\n"},
    {"another program's", "datapackage.json", ROW_BYTES("{\"x\":1}"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind config, format ,\n"},
};

static void check(void **state)
{
    inspect_row_check(&inspect_dataset_json, *state);
    inspect_row_cuts(&inspect_dataset_json, *state, false);
}

static void files_are_claimed(void **state)
{
    struct inspected *seen = inspect_bytes(&inspect_dataset_json, rows[0].bytes, "x.json");

    (void)state;
    assert_int_equal(seen->content.claim_count, 1);
    assert_string_equal(seen->content.claims[0].name, "a.csv");
    assert_string_equal(seen->content.claims[0].digest, "sha256:" SHA256);
    inspected_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(files_are_claimed)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
