/* test_inspect_llamafile.c - programs that carry a model. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"portable", "m.llamafile", ROW_BYTES("MZqFpD='\n\0\0"), ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "kind model, format llamafile\nfact model.custom-code = [m.llamafile]\n"
     "observation model.custom-code [the file is a program: m.llamafile] high\n"},
    {"of one system", "m.llamafile",
     ROW_BYTES("\x7f"
               "ELF"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_llamafile, *state);
}

static void other_files_are_left_alone(void **state)
{
    struct inspected *seen = inspect_bytes(&inspect_llamafile, BYTES("notes"), "m.llamafile");

    (void)state;
    assert_int_equal(seen->bid, 0);
    inspected_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(other_files_are_left_alone)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
