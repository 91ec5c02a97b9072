/* test_policy.c - opening a policy and finding rules in it; what each shipped rule must have. */

#include "policies.h"

#include "policy/rules.h"

static const struct row {
    const char *name;
    const char *word;
    const char *code; /* NULL: none */
} rows[] = {
    {"a code", "MOD-007", "MOD-007"},
    {"a code in small letters", "mod-007", "MOD-007"},
    {"a name", "license.missing", "LIC-001"},
    {"a class that rules judge", "pii.email", "PII-001"},
    {"a class of its own rule", "pii.credit-card", "PAY-001"},
    {"a class that names findings", "model.code-import", "MOD-007"},
    {"a secret", "secret.private-key", "SEC-001"},
    {"a class of two tables", "secret.age-key", "SEC-001"},
    {"a gap beside the classes of a rule", "model.invalid", NULL},
    {"a class with a typo", "pii.emial", NULL},
    {"nothing", "", NULL},
    {"no rule", "XYZ-001", NULL},
    {"a class that nobody judges", "data.odd", NULL},
};

static void check_find(void **state)
{
    const struct row *row = *state;
    const char *const packs[] = {"assay:baseline", NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    const struct assay_rule *rule;

    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    rule = assay_policy_rule(policy, row->word);
    if (row->code) {
        assert_non_null(rule);
        assert_string_equal(rule->code, row->code);
    } else {
        assert_null(rule);
    }
    assay_policy_free(policy);
}

static void shipped_rules_are_whole(void **state)
{
    const char *const packs[] = {"assay:baseline", NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    const struct assay_rule *rule;
    size_t count = 0;

    (void)state;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    for (; (rule = assay_policy_rule_at(policy, count)); count++) {
        assert_true(rule->control_count > 0);
        assert_true(strlen(rule->rationale) > 80);
        assert_true(strlen(rule->remediation) > 10);
        assert_null(strchr(rule->remediation, '{'));
        if (count > 0)
            assert_true(strcmp(assay_policy_rule_at(policy, count - 1)->code, rule->code) < 0);
    }
    assert_true(count >= 18);
    assay_policy_free(policy);
}

static void names_are_those_of_the_language(void **state)
{
    (void)state;
    assert_string_equal(assay_severity_name(ASSAY_INFO), "info");
    assert_string_equal(assay_severity_name(ASSAY_SEVERITY_CRITICAL), "critical");
    assert_string_equal(assay_verdict_name(ASSAY_PASS), "pass");
    assert_string_equal(assay_verdict_name(ASSAY_NOT_APPLICABLE), "not-applicable");
}

static void patterns_of_classes(void **state)
{
    (void)state;
    assert_true(class_matches("pii.*", "pii.email"));
    assert_true(class_matches("pii.email", "pii.email"));
    assert_true(class_matches("*", "pii.email"));
    assert_false(class_matches("pii.email", "pii.emails"));
    assert_false(class_matches("pii.*", "secret.key"));
    assert_false(class_matches("", "pii.email"));
}

/* A waivers file with a fault is as bad as a policy with one: nothing is judged. */
static void bad_waivers_stop_the_opening(void **state)
{
    const char *const packs[] = {"assay:baseline", NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(packs_open(packs, "7c1e-92ab-04d7 2026-13-01 a r\n", &policy, &err),
                     ASSAY_EUSAGE);
    assert_string_equal(err.id, "waiver.date");
    assert_string_equal(err.path, ".assay/waivers");
    assert_null(policy);
}

static void a_missing_waivers_file_is_an_empty_one(void **state)
{
    struct assay_policy_options options = {.root = "/", .waivers_path = "no/such/waivers"};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(assay_policy_open(&options, &policy, &err), err);
    assert_int_equal(policy->waiver_count, 0);
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_rules_are_whole),
        cmocka_unit_test(names_are_those_of_the_language),
        cmocka_unit_test(patterns_of_classes),
        cmocka_unit_test(bad_waivers_stop_the_opening),
        cmocka_unit_test(a_missing_waivers_file_is_an_empty_one),
    };

    return RUN_CASES(check_find, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
