/* test_inspect_notebook.c - cells, outputs, and what detectors are shown of them. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define NOTEBOOK                                                                                   \
    "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"a = '\\u0062'\\n\",\"c\"],\"outputs\":[{"   \
    "\"text\":[\"x\\n\",\"y\"],\"data\":{\"image/png\":\"AAAA\",\"text/plain\":[\"z\"]}}]},{"      \
    "\"source\":\"md\"}],\"metadata\":{\"kernelspec\":{\"name\":\"python3\"},\"language_info\":{"  \
    "\"name\":\"python\",\"version\":\"3.11\"}},\"nbformat\":4}"

static const struct inspect_row rows[] = {
    {"a notebook", "x.ipynb", ROW_BYTES(NOTEBOOK), ASSAY_OK, ASSAY_LOAD_ABSENT,
     "kind code, format notebook\nfact document.cells = 2\nfact document.kernel = python3\n"
     "fact document.language = python 3.11\nfact document.outputs = 1\n"},
    {"of version 3", "x.ipynb",
     ROW_BYTES(
         "{\"nbformat\":3,\"worksheets\":[{\"cells\":[{\"input\":[\"a\"],\"outputs\":[]}]}]}"),
     ASSAY_OK, ASSAY_LOAD_ABSENT, "fact document.cells = 1\nfact document.outputs = 0\n"},
    {"a name twice", "x.ipynb", ROW_BYTES("{\"cells\":[],\"cells\":[]}"), ASSAY_OK,
     ASSAY_LOAD_ABSENT, "gap data.bad-record at 12: a name stands twice\n"},
    {"no notebook", "x.ipynb", ROW_BYTES("{}"), ASSAY_EFORMAT, ASSAY_LOAD_ABSENT, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_notebook, *state);
    inspect_row_cuts(&inspect_notebook, *state, false);
}

/* Lines of a cell are one text, escapes are decoded, pictures are left out. */
static void texts_are_decoded(void **state)
{
    struct inspected *seen = inspect_bytes(&inspect_notebook, BYTES(NOTEBOOK), "x.ipynb");

    (void)state;
    assert_non_null(strstr(seen->values, "a = 'b'\nc"));
    assert_non_null(strstr(seen->values, "x\ny"));
    assert_non_null(strstr(seen->values, " z"));
    assert_non_null(strstr(seen->values, " md"));
    assert_null(strstr(seen->values, "AAAA"));
    inspected_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_are_decoded)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
