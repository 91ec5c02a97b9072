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

int main(void)
{
    return RUN_CASES(check, rows);
}
