/* test_lint.c - what loads and may not be meant. */

#include "policies.h"

#define EXAMPLES(rest) "    tests:\n" rest
#define PASSES "      - {name: a, facts: {item: {size: 1}}, expect: pass}\n"
#define FAILS "      - {name: b, facts: {item: {size: 0}}, expect: fail}\n"

static const struct row {
    const char *name;
    const char *text;
    const char *hint; /* NULL: none */
} rows[] = {
    {"a whole rule",
     PACK_HEAD RULE_HEAD "    check: item.size > 0\n" RULE_REST EXAMPLES(PASSES FAILS), NULL},
    {"no examples", PACK_HEAD RULE_HEAD "    check: item.size > 0\n" RULE_REST, "it has no tests"},
    {"no failing example",
     PACK_HEAD RULE_HEAD "    check: item.size > 0\n" RULE_REST EXAMPLES(PASSES),
     "no example expects fail"},
    {"a dead condition",
     PACK_HEAD RULE_HEAD
     "    check: item.size > 0 && (item.described || true)\n" RULE_REST EXAMPLES(PASSES FAILS),
     "no change of item.described"},
    {"a constant", PACK_HEAD RULE_HEAD "    check: 1 > 0\n" RULE_REST EXAMPLES(PASSES),
     "reads no fact, and is always pass"},
    {"none of a class",
     PACK_HEAD RULE_HEAD
     "    over: observation\n    classes: [pii.*]\n    check: 'false'\n" RULE_REST EXAMPLES(
         "      - {name: a, facts: {item: {size: 1}}, expect: pass}\n"
         "      - {name: b, facts: {item: {size: 1}, observation: {class: pii.email}}, "
         "expect: fail}\n"),
     NULL},
    {"any of a class",
     PACK_HEAD RULE_HEAD
     "    over: observation\n    classes: [pii.*]\n    check: 'true'\n" RULE_REST EXAMPLES(
         "      - {name: a, facts: {item: {size: 1}}, expect: pass}\n"),
     "is always pass"},
    {"an idle parameter",
     PACK_HEAD "params: {p: {type: int, default: 1, meaning: m}}\n" RULE_HEAD
               "    check: item.size > 0\n" RULE_REST EXAMPLES(PASSES FAILS),
     "no rule reads this parameter"},
    {"unknown is not tried",
     PACK_HEAD RULE_HEAD "    check: item.load != \"clean\"\n" RULE_REST EXAMPLES(
         "      - {name: a, facts: {item: {load: x}}, expect: pass}\n"
         "      - {name: b, facts: {item: {load: clean}}, expect: fail}\n"),
     "can be unknown"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_policy *policy = pack_open(row->text);
    struct assay_error err = {0};
    char *text = NULL;
    size_t count = 99;

    assert_ok(assay_policy_lint(policy, &text, &count, &err), err);
    if (!row->hint)
        assert_string_equal(text, "");
    else if (!strstr(text, row->hint))
        fail_msg("\"%s\" is not in: %s", row->hint, text);
    assert_int_equal(count == 0, row->hint == NULL);
    free(text);
    assay_policy_free(policy);
}

static void shipped_packs_have_no_hints(void **state)
{
    const char *const packs[] = {"assay:baseline", NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    char *text = NULL;
    size_t count;

    (void)state;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_ok(assay_policy_lint(policy, &text, &count, &err), err);
    assert_string_equal(text, "");
    free(text);
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shipped_packs_have_no_hints)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
