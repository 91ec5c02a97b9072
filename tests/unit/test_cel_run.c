#include "cel_case.h"

struct row {
    const char *name;
    const char *expression;
    struct cel_budget budget;
    const char *gives; /* as in cel_case.h */
};

#define BIG "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]"
#define TEN(x) x x x x x x x x x x
#define LONG "'" TEN(TEN("012345678901234567")) "'"

static const struct row rows[] = {
    {"enough", "1 + 1", {3, 100}, "2"},
    {"one step short", "1 + 1", {2, 100}, "fault(over budget: 3 steps where 2 are allowed)"},
    {"nothing absorbs it", "true || 1 + 1 == 2", {2, 100}, "true"},
    {"not even a true arm behind it",
     BIG ".all(x, x > 0) || true",
     {30, 100000},
     "fault(over budget: 31 steps where 30 are allowed)"},
    {"an unknown does not hide it", "u && " BIG ".all(x, x > 0)", {30, 100000}, "fault(over*"},
    {"folds in folds",
     BIG ".all(a, " BIG ".all(b, " BIG ".all(c, " BIG ".all(d, " BIG
         ".all(e, a + b + c + d + e > 0)))))",
     {100000, 1 << 24},
     "fault(over budget: 100001 steps where 100000 are allowed)"},
    {"texts that double",
     "cel.bind(a, 'aaaaaaaaaaaaaaaa', cel.bind(b, a + a + a + a + a + a + a + a, b + b + b + b))",
     {1000, 300},
     "fault(over budget: 320 bytes made where 300 are allowed)"},
    {"lists that grow", "[" BIG "].map(x, x + x + x + x + x + x)", {1000, 2000}, "fault(over*"},
    {"comparing costs", "cel.bind(x, " BIG ", x == x)", {35, 100000}, "fault(over*"},
    {"searching costs", "20 in " BIG, {35, 100000}, "fault(over*"},
    {"patterns cost",
     "'" TEN(TEN("0123456789")) "'.matches('[0-9]{500}x')",
     {5000, 100000},
     "fault(over*"},
    {"equal texts cost", LONG " == " LONG, {25, 100000}, "fault(over budget: *"},
    {"texts of unlike length do not", LONG " == 'a'", {10, 100000}, "false"},
    {"texts in lists", "[" LONG "] == [" LONG "]", {25, 100000}, "fault(over budget: *"},
    {"the end of a text", LONG ".endsWith(" LONG ")", {25, 100000}, "fault(over budget: *"},
    {"the start of a text", LONG ".startsWith(" LONG ")", {25, 100000}, "fault(over budget: *"},
    {"a text that is read", "double(" LONG ")", {25, 100000}, "fault(over budget: *"},
    {"a text that is looked for", LONG " in {'a': 1}", {25, 100000}, "fault(over budget: *"},
    {"long keys are compared", "{" LONG ": 1, 'a': 2}", {100, 100000}, "fault(over budget: *"},
    {"faults cost bytes", BIG ".all(x, 1 / 0 > x)", {100000, 500}, "fault(over budget: *"},
    {"format costs", "'%500f%500f'.format([1.0, 2.0])", {1000, 100}, "fault(*"},
    {"no budget at all", "true", {0, 0}, "fault(over budget: 1 steps where 0 are allowed)"},
};

static void check(void **state)
{
    const struct row *row = *state;
    const char *star = strchr(row->gives, '*');
    struct cel_case c;
    const char *text;

    cel_case_init(&c);
    text = cel_case_run(&c, row->expression, row->budget);
    if (star ? strncmp(text, row->gives, (size_t)(star - row->gives)) != 0
             : strcmp(text, row->gives) != 0)
        fail_msg("%s\n gives %s\n  and not %s", row->expression, text, row->gives);
    if (cel_result(c.evaluation).kind == CEL_FAULT)
        assert_true(cel_result(c.evaluation).of.fault->final ||
                    strncmp(row->gives, "fault(*", 7) == 0);
    cel_case_clear(&c);
}

/* What a run takes is bounded by its budget: here many times over what is left. */
static void memory_follows_the_budget(void **state)
{
    struct cel_case c;
    size_t before;

    (void)state;
    cel_case_init(&c);
    before = arena_used(c.arena);
    (void)cel_case_run(&c,
                       BIG ".map(a, " BIG ".map(b, " BIG ".map(c, " BIG ".map(d, [a, b, c, d]))))",
                       (struct cel_budget){10000000, 1 << 20});
    assert_true(arena_used(c.arena) - before < 4 << 20);
    cel_case_clear(&c);
}

static struct cel_value take_all(struct cel_run *run, const struct cel_value *args, size_t count,
                                 void *user)
{
    (void)count;
    assert_string_equal(user, "data");
    if (!cel_run_steps(run, (uint64_t)args[0].of.integer))
        return cel_run_over(run);
    return args[0].of.integer == 7 ? cel_run_fault(run, "seven is %s", "odd") : cel_of_bool(true);
}

static void functions_of_the_host(void **state)
{
    static const struct {
        const char *expression, *gives;
    } rows_of[] = {
        {"host.take(1)", "true"},
        {"1 .take()", "true"},
        {"host.take(7)", "fault(seven is odd)"},
        {"host.take(7) || true", "true"},
        {"host.take(5000000) || true",
         "fault(over budget: 5000003 steps where 1000000 are allowed)"},
        {"host.take(u)", "unknown(u)"},
        {"host.take('a')", "1:1: \"host.take\" does not take (string)"},
        {"host.tak(1)", "1:1: no function \"tak\""},
    };
    char data[] = "data";
    const struct cel_function functions[] = {{"host.take(int) -> bool", take_all, data},
                                             {"(int).take() -> bool", take_all, data}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows_of); i++) {
        struct cel_case c;

        cel_case_init(&c);
        assert_ok(cel_env_functions(c.env, functions, 2, &c.err), c.err);
        assert_string_equal(cel_case_run(&c, rows_of[i].expression, CEL_BUDGET), rows_of[i].gives);
        cel_case_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(memory_follows_the_budget),
                                       cmocka_unit_test(functions_of_the_host)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
