/* test_inspect_hub_code.c - Python that is run for its name and place. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define BUILDER "class S(datasets.GeneratorBasedBuilder):\n"

static const struct inspect_row rows[] = {
    {"a handler", "handler.py", ROW_BYTES("import os\nclass EndpointHandler:\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS,
     "kind code, format hub-handler\nfact model.custom-code = [handler.py]\n"
     "observation model.custom-code [EndpointHandler: handler.py] high x1 at 16\n"},
    {"another program's handler", "web/handler.py", ROW_BYTES("def handler():\n"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "kind code, format ,\n"},
    {"a script of a data set", "data/squad/squad.py", ROW_BYTES(BUILDER), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "kind code, format dataset-script\n"},
    {"one whose folder is the target", "squad.py", ROW_BYTES(BUILDER), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS, "kind code, format dataset-script\n"},
    {"an entry point of torch.hub", "a/hubconf.py", ROW_BYTES("def net():\n"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, "kind code, format torch-hub\n"},
    {"a way to generate", "m/custom_generate/generate.py", ROW_BYTES("def generate(m):\n"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, "kind code, format hub-generate\n"},
    {"commands of a project", "MLproject", ROW_BYTES("entry_points:\n  main:\n    command: ls\n"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, "kind config, format mlflow-project\n"},
    {"code of a container", "m/code/inference.py", ROW_BYTES("def model_fn(path):\n    return 1\n"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, "kind code, format sagemaker-code\n"},
    {"a package's module", "squad/squad.py", ROW_BYTES("x = 1\n"), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind code, format ,\n"},
};

static void check(void **state)
{
    inspect_row_check(&inspect_hub_code, *state);
}

/* The word lies across two windows. */
static void found_wherever_it_stands(void **state)
{
    enum { SIZE = 200000 };
    char *text = malloc(SIZE);

    (void)state;
    assert_non_null(text);
    for (size_t at = CURSOR_WINDOW_MAX - 25; at < CURSOR_WINDOW_MAX + 5; at++) {
        struct inspected *seen;

        memset(text, '\n', SIZE);
        memcpy(text + at, "GeneratorBasedBuilder", 21);
        seen = inspect_bytes(&inspect_hub_code, bytes_of(text, SIZE), "a/a.py");
        assert_int_equal(seen->content.load, ASSAY_LOAD_DANGEROUS);
        assert_int_equal(seen->content.observations[0].places[0].offset, at);
        inspected_free(seen);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(found_wherever_it_stands)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
