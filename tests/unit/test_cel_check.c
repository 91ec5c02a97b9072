#include "cel_case.h"

static const struct cel_row rows[] = {
    {"unlike types", "item.size == 'a'",
     "1:1: int and string are never equal: the types are unlike"},
    {"int and double", "item.size == 1.0", "1:1: int and double are not compared as they are"},
    {"null and int", "item.size == null",
     "1:1: int and null_type are never equal: the types are unlike"},
    {"unlike in a list", "1 in ['a']", "1:1: int is never in list(string): the types are unlike"},
    {"in a string", "'a' in 'abc'", "1:8: a list or a map should be here, this is string"},
    {"not a bool", "item.size && true", "1:1: bool should be here, this is int"},
    {"condition that is no bool", "item.size ? 1 : 2", "1:1: bool should be here, this is int"},
    {"unlike arms", "true ? 1 : 'a'", "1:1: the arms are unlike: int and string"},
    {"fold over a string", "'abc'.all(c, true)",
     "1:1: a list or a map should be here, this is string"},
    {"fold with a condition that is no bool", "[1].all(x, x)",
     "1:12: bool should be here, this is int"},
    {"key that cannot be one", "{1.5: 1}",
     "1:2: a key must be a bool, int, uint or string, this is double"},
    {"dyn is left for the run", "dyn(1) == dyn('a')", "false"},
    {"mixed list is a list of dyn", "[1, 'a'][1] == 'a'", "true"},
    {"optional where a plain value is wanted", "[?1]",
     "1:3: an optional should be here, this is int"},
    {"optMap of a plain value", "item.size.optMap(x, x)",
     "1:1: an optional should be here, this is int"},
};

/* The promise of the policy paper: no letter of a fact's name can be lost unseen. */
static void no_letter_of_a_fact_may_be_missing(void **state)
{
    static const char text[] = "item.model.executes_on_load == true && item.size > 3";
    char less[sizeof text];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof text; i++) {
        struct cel_case c;

        if (!strchr("abcdefghijklmnopqrstuvwxyz_", text[i]))
            continue;
        memcpy(less, text, i);
        memcpy(less + i, text + i + 1, sizeof text - i - 1);
        cel_case_init(&c);
        assert_int_not_equal(cel_compile(c.env, bytes_text(less), c.arena, &c.program, &c.err),
                             ASSAY_OK);
        cel_case_clear(&c);
    }
}

static void types_are_told(void **state)
{
    static const struct {
        const char *expression, *type;
    } rows_of[] = {
        {"1", "int"},
        {"[1, 2]", "list(int)"},
        {"[]", "list(dyn)"},
        {"{'a': [1u]}", "map(string, list(uint))"},
        {"item.files.map(x, x > 1)", "list(bool)"},
        {"item.model", "model"},
        {"timestamp('2026-01-01T00:00:00Z') - duration('1s')", "google.protobuf.Timestamp"},
        {"optional.of(item.size)", "optional_type(int)"},
        {"item.?size", "optional_type(int)"},
        {"u.a", "dyn"},
        {"true ? [] : [1]", "list(int)"},
        {"type(1)", "type"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows_of); i++) {
        struct cel_case c;

        cel_case_init(&c);
        (void)cel_case_run(&c, rows_of[i].expression, CEL_BUDGET);
        assert_string_equal(cel_type_text(c.arena, cel_program_type(c.program)), rows_of[i].type);
        cel_case_clear(&c);
    }
}

static void unchecked_programs_fault_when_they_get_there(void **state)
{
    struct cel_case c;
    struct cel_evaluation *evaluation;

    (void)state;
    cel_case_init(&c);
    assert_ok(
        cel_compile_unchecked(c.env, BYTES("true || nothing(here)"), c.arena, &c.program, &c.err),
        c.err);
    assert_ok(cel_evaluate(c.program, NULL, CEL_BUDGET, c.arena, &evaluation, &c.err), c.err);
    assert_true(cel_result(evaluation).of.boolean);
    assert_ok(cel_compile_unchecked(c.env, BYTES("nothing(here)"), c.arena, &c.program, &c.err),
              c.err);
    assert_ok(cel_evaluate(c.program, NULL, CEL_BUDGET, c.arena, &evaluation, &c.err), c.err);
    assert_int_equal(cel_result(evaluation).kind, CEL_FAULT);
    cel_case_clear(&c);
}

int main(void)
{
    return RUN_CASES(cel_check_row, rows) +
           cmocka_run_group_tests_name(
               "checker",
               ((const struct CMUnitTest[]){
                   cmocka_unit_test(no_letter_of_a_fact_may_be_missing),
                   cmocka_unit_test(types_are_told),
                   cmocka_unit_test(unchecked_programs_fault_when_they_get_there)}),
               NULL, NULL);
}
