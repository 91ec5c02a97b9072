/* test_trial.c - the shipped packs pass their own tests, and no condition in them is dead. */

#include "policy/trial.h"

#include <assay/policy.h>

#include "policies.h"

static void baseline_passes_its_tests(void **state)
{
    struct assay_policy_options options = {0};
    struct assay_policy_test_result result = {0};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    if (assay_policy_open(&options, &policy, &err))
        fail_msg("%s:%u:%u: %s %s", err.path, err.line, err.column, err.text, err.why);
    assert_ok(assay_policy_test(policy, &result, &err), err);
    if (*result.text)
        fail_msg("%s", result.text);
    assert_true(result.passed > 150);
    assert_true(result.mutations > 1000);
    assert_int_equal(result.failed, 0);
    assert_int_equal(result.survived, 0);
    free(result.text);
    assay_policy_free(policy);
}

/* What another pack sets does not make the tests of this one fail. */
static void tests_hold_under_other_parameters(void **state)
{
    const char *const packs[] = {
        "assay:baseline",
        PACK_HEAD "set: {waiver_days: 30, commercial: true, judge_fixtures: true}\n", NULL};
    struct assay_policy_test_result result = {0};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_ok(assay_policy_test(policy, &result, &err), err);
    assert_string_equal(result.text, "");
    free(result.text);
    assay_policy_free(policy);
}

/* An example that fails, and a condition that nothing moves, are told with their line. */
static void failures_are_told(void **state)
{
    struct assay_policy *policy =
        pack_open(PACK_HEAD RULE_HEAD
                  "    check: item.size > 0 || item.described && false\n" RULE_REST
                  "    tests:\n      - {name: a, facts: {item: {size: 1}}, expect: pass}\n"
                  "      - {name: b, facts: {item: {size: 1}}, expect: fail}\n");
    struct assay_policy_test_result result = {0};
    struct assay_error err = {0};

    (void)state;
    assert_ok(assay_policy_test(policy, &result, &err), err);
    assert_int_equal(result.passed, 1);
    assert_int_equal(result.failed, 1);
    assert_non_null(strstr(result.text, ":14: ACME-001, \"b\": expected fail, got pass"));
    free(result.text);
    assay_policy_free(policy);
}

/* What is asked of the elements of a list can be as dead as any other condition. */
static void conditions_on_elements(void **state)
{
    struct assay_policy *policy = pack_open(
        PACK_HEAD RULE_HEAD
        "    over: target\n"
        "    check: >-\n      records.retention.exists(r, r.owner == 'me' && (r.approved_on != 'x' "
        "|| true) &&\n"
        "      r.classes.all(c, c.period_months >= 6))\n" RULE_REST
        "    tests:\n      - {name: a, facts: {records: {retention: [{owner: me, approved_on: y, "
        "classes: "
        "[{period_months: 6}]}]}}, expect: pass}\n"
        "      - {name: b, facts: {records: {retention: [{owner: me, approved_on: y, classes: "
        "[{period_months: 5}]}]}}, expect: fail}\n");
    struct assay_policy_test_result result = {0};
    struct assay_error err = {0};

    (void)state;
    assert_ok(assay_policy_test(policy, &result, &err), err);
    assert_int_equal(result.failed, 0);
    assert_int_equal(result.survived, 1);
    assert_non_null(strstr(result.text, "no change of records.retention[].approved_on moves"));
    free(result.text);
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baseline_passes_its_tests),
        cmocka_unit_test(tests_hold_under_other_parameters),
        cmocka_unit_test(failures_are_told),
        cmocka_unit_test(conditions_on_elements),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
