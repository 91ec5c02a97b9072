/* test_inspect_torch_aoti.c - machine code in archives of torch.export. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"a library", "m/data/aotinductor/model/cabc.so", ROW_BYTES("\177ELF"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS,
     "kind code, format torch-aoti\n"
     "observation model.unknown-import [machine code that is loaded: cabc.so] medium x1 at 0\n"},
};

static void check(void **state)
{
    inspect_row_check(&inspect_torch_aoti, *state);
}

static void others_are_left_alone(void **state)
{
    static const char *const paths[] = {"m/data/aotinductor/model/cabc.cpp", "lib/cabc.so",
                                        "mydata/aotinductor/cabc.so"};

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct inspected *seen = inspect_bytes(&inspect_torch_aoti, BYTES("\177ELF"), paths[i]);

        assert_int_equal(seen->bid, 0);
        inspected_free(seen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(others_are_left_alone)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
