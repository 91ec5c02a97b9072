/* test_params.c - parameters: declared with type and range, set by other packs. */

#include "policy/params.h"

#include "policies.h"

static const struct row {
    const char *name;
    const char *declaration; /* behind `x: ` */
    const char *set;         /* behind `x: `, or NULL */
    const char *value;       /* as a literal; NULL: refused */
} rows[] = {
    {"a bool", "{type: bool, default: false, meaning: m}", "true", "true"},
    {"a number", "{type: int, default: 5, meaning: m}", NULL, "5"},
    {"a number in its range", "{type: int, default: 5, least: 1, most: 9, meaning: m}", "9", "9"},
    {"below its range", "{type: int, default: 5, least: 1, most: 9, meaning: m}", "0", NULL},
    {"above its range", "{type: int, default: 5, least: 1, most: 9, meaning: m}", "10", NULL},
    {"a default out of range", "{type: int, default: 0, least: 1, meaning: m}", NULL, NULL},
    {"a text for a number", "{type: int, default: 5, meaning: m}", "\"6\"", NULL},
    {"a text", "{type: text, default: a, meaning: m}", "b", "\"b\""},
    {"a list for a text", "{type: text, default: a, meaning: m}", "[b]", NULL},
    {"one of those allowed", "{type: text, default: a, allowed: [a, b], meaning: m}", "b", "\"b\""},
    {"none of those allowed", "{type: text, default: a, allowed: [a, b], meaning: m}", "c", NULL},
    {"texts", "{type: texts, default: [a, b], meaning: m}", NULL, "[\"a\", \"b\"]"},
    {"no texts", "{type: texts, default: [a], meaning: m}", "[]", "[]"},
    {"texts with one not allowed", "{type: texts, default: [a], allowed: [a], meaning: m}",
     "[a, b]", NULL},
    {"a number that looks like a text stays one", "{type: text, default: 007, meaning: m}", NULL,
     "\"007\""},
    {"no type", "{default: a, meaning: m}", NULL, NULL},
    {"no default", "{type: text, meaning: m}", NULL, NULL},
    {"no meaning", "{type: text, default: a}", NULL, NULL},
    {"a list of numbers", "{type: int, default: 5, allowed: [1, 2], meaning: m}", NULL, NULL},
    {"a range of texts", "{type: text, default: a, least: 1, meaning: m}", NULL, NULL},
    {"a range of a bool", "{type: bool, default: true, most: 1, meaning: m}", NULL, NULL},
    {"a type that is none", "{type: float, default: 1, meaning: m}", NULL, NULL},
    {"a key that is none", "{type: int, default: 1, min: 0, meaning: m}", NULL, NULL},
    {"no map", "5", NULL, NULL},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    char one[512], two[256];
    const char *const packs[] = {one, two, NULL};

    snprintf(one, sizeof one, PACK_HEAD "params:\n  x: %s\n", row->declaration);
    snprintf(two, sizeof two, "pack: other\nedition: \"1\"\n%s%s\n", row->set ? "set:\n  x: " : "",
             row->set ? row->set : "");
    if (!row->value) {
        assert_int_equal(packs_open(packs, NULL, &policy, &err), ASSAY_EUSAGE);
        assert_true(err.line > 0 && err.column > 0 && *err.id);
        return;
    }
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_string_equal(params_find(policy, "x")->shown.value, row->value);
    assert_non_null(strstr(params_find(policy, "x")->shown.origin, ":4"));
    assert_null(params_find(policy, "y"));
    assert_int_equal(assay_policy_pack_at(policy, 0)->parameter_count, 1);
    assert_int_equal(assay_policy_pack_at(policy, 1)->parameter_count, 0);
    assay_policy_free(policy);
}

#define DECLARED(stricter)                                                                         \
    "pack: first\nedition: '1'\nparams:\n  days: {type: int, default: 30, least: 1, most: 99, "    \
    "meaning: m" stricter "}\n"

struct order {
    const char *name, *declared;
    const char *second, *third; /* what two packs set, or NULL */
    int64_t value;
};

static const struct order orders[] = {
    {"nobody sets it", DECLARED(", stricter: lower"), NULL, NULL, 30},
    {"one loosens it within its range", DECLARED(", stricter: lower"), "60", NULL, 60},
    {"the lower is stricter", DECLARED(", stricter: lower"), "20", "40", 20},
    {"whatever the order", DECLARED(", stricter: lower"), "40", "20", 20},
    {"the higher is stricter", DECLARED(", stricter: higher"), "20", "40", 40},
    {"neither is: the last one", DECLARED(""), "20", "40", 40},
    {"neither is: the last one again", DECLARED(""), "40", "20", 20},
};

static void the_strictest_wins(void **state)
{
    const struct order *row = *state;
    char second[96], third[96];
    const char *const packs[] = {row->declared, second, third, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    snprintf(second, sizeof second, "pack: b\nedition: '1'\n%s%s%s",
             row->second ? "set: {days: " : "", row->second ? row->second : "",
             row->second ? "}\n" : "");
    snprintf(third, sizeof third, "pack: c\nedition: '1'\n%s%s%s", row->third ? "set: {days: " : "",
             row->third ? row->third : "", row->third ? "}\n" : "");
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_int_equal(policy_parameter(policy, "days", 0), row->value);
    assay_policy_free(policy);
}

/* What one pack asks for is not dropped because another asks for something else. */
static void texts_are_joined(void **state)
{
    const char *const packs[] = {"pack: a\nedition: '1'\nparams:\n  p: {type: texts, default: [x], "
                                 "meaning: m, stricter: more}\n",
                                 "pack: b\nedition: '1'\nset: {p: [y, z]}\n",
                                 "pack: c\nedition: '1'\nset: {p: [z, v]}\n", NULL};
    const char *const wrong[] = {
        PACK_HEAD "params: {p: {type: texts, default: [], meaning: m, stricter: higher}}\n", NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_string_equal(params_find(policy, "p")->shown.value, "[\"x\", \"y\", \"z\", \"v\"]");
    assay_policy_free(policy);
    policy = NULL;
    assert_int_equal(packs_open(wrong, NULL, &policy, &err), ASSAY_EUSAGE);
}

static void only_numbers_and_bools_have_an_order(void **state)
{
    const char *const packs[] = {
        PACK_HEAD "params: {p: {type: text, default: a, meaning: m, stricter: higher}}\n", NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(packs_open(packs, NULL, &policy, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "policy.parameter");
    assert_int_equal(err.line, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_are_joined),
                                       cmocka_unit_test(only_numbers_and_bools_have_an_order)};

    return RUN_CASES(check, rows) + RUN_CASES(the_strictest_wins, orders) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
