/* test_inspect_hydra.c - YAML that is made into objects. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"a class of a project", "conf/model.yaml",
     ROW_BYTES("model:\n  _target_: src.models.Net\n  width: 3\n"), ASSAY_OK, ASSAY_LOAD_CLEAN,
     "kind config, format hydra\nfact model.custom-code = [src.models.Net]\n"},
    {"a program that is run", "model.yml", ROW_BYTES("a:\n- b:\n    _target_: os.system\n"),
     ASSAY_OK, ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 3, _target_: os.system] high\n"},
    {"in quotes and escapes", "model.yaml",
     ROW_BYTES("# _target_\n\"\\x5ftarget_\": \"builtins.e\\x76al\"\n"), ASSAY_OK,
     ASSAY_LOAD_DANGEROUS,
     "observation model.custom-code [line 2, _target_: builtins.eval] high\n"},
    {"no document", "model.yaml", ROW_BYTES("a: [\n_target_: x\n"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_hydra, *state);
    inspect_row_cuts(&inspect_hydra, *state, true);
}

static void other_yaml_is_left_alone(void **state)
{
    struct inspected *seen = inspect_bytes(&inspect_hydra, BYTES("a: b\n"), "x.yaml");

    (void)state;
    assert_int_equal(seen->bid, 0);
    inspected_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(other_yaml_is_left_alone)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
