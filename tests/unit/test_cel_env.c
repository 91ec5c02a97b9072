#include "policy/cel/env.h"

#include "cel_case.h"

struct row {
    const char *name;
    const char *signature;
    bool good;
};

static const struct row rows[] = {
    {"by name", "f(int) -> bool", true},
    {"in a name space", "a.b.f(int, string) -> list(<T>)", true},
    {"no arguments", "f() -> int", true},
    {"method", "(string).f(int) -> bool", true},
    {"method without arguments", "(list(<T>)).f() -> <T>", true},
    {"no result", "f(int)", false},
    {"no name", "(int) -> bool", false},
    {"no parentheses", "f -> bool", false},
    {"no such type", "f(integer) -> bool", false},
    {"something behind", "f(int) -> bool x", false},
    {"not closed", "f(int -> bool", false},
    {"trailing comma", "f(int,) -> bool", false},
    {"too many", "f(int,int,int,int,int,int,int,int,int) -> bool", false},
    {"there already", "size(string) -> int", false},
    {"nothing", "", false},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct cel_case c;

    cel_case_init(&c);
    assert_int_equal(
        cel_env_function(c.env, &(struct cel_function){row->signature, NULL, NULL}, &c.err),
        row->good ? ASSAY_OK : ASSAY_EUSAGE);
    cel_case_clear(&c);
}

static void names_are_declared_once(void **state)
{
    const struct cel_type *type;
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    assert_int_equal(cel_env_variable(c.env, "item", &cel_int, &c.err), ASSAY_EUSAGE);
    assert_int_equal(cel_env_variable(c.env, "int", &cel_int, &c.err), ASSAY_EUSAGE);
    assert_ok(cel_env_constant(c.env, "limits.size", cel_of_int(50), &c.err), c.err);
    assert_string_equal(cel_case_run(&c, "item.size > limits.size", CEL_BUDGET), "true");
    assert_ok(cel_env_record(c.env, c.item, &c.err), c.err);
    assert_int_equal(cel_env_record(c.env, c.item, &c.err), ASSAY_EUSAGE);
    assert_ok(cel_env_type(c.env, "list(item)", &type, &c.err), c.err);
    assert_string_equal(cel_type_text(c.arena, type), "list(item)");
    assert_int_equal(cel_env_type(c.env, "list(itme)", &type, &c.err), ASSAY_EUSAGE);
    cel_case_clear(&c);
}

static void libraries_come_by_name(void **state)
{
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    assert_ok(cel_env_library(c.env, "strings", &c.err), c.err); /* twice is fine */
    assert_int_equal(cel_env_library(c.env, "string", &c.err), ASSAY_EUSAGE);
    assert_string_equal(c.err.remedy, "did you mean \"strings\"?");
    cel_case_clear(&c);
}

static void containers_go_outwards(void **state)
{
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    assert_ok(cel_env_container(c.env, "a.b", &c.err), c.err);
    assert_string_equal(env_candidate(c.env, "x", false, 0, c.arena), "a.b.x");
    assert_string_equal(env_candidate(c.env, "x", false, 1, c.arena), "a.x");
    assert_string_equal(env_candidate(c.env, "x", false, 2, c.arena), "x");
    assert_null(env_candidate(c.env, "x", false, 3, c.arena));
    assert_string_equal(env_candidate(c.env, "x", true, 0, c.arena), "x");
    assert_null(env_candidate(c.env, "x", true, 1, c.arena));
    cel_case_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_declared_once),
                                       cmocka_unit_test(libraries_come_by_name),
                                       cmocka_unit_test(containers_go_outwards)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
