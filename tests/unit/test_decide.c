/* test_decide.c - counts, controls, verdict and exit code. */

#include <assay/policy.h>

#include "policies.h"
#include "sample.h"

/* One finding of each severity for each CSV, or none. */
static const char failing[] = PACK_HEAD RULE_HEAD
    "    applies: item.format == \"csv\"\n    check: 'false'\n" RULE_REST
    "    controls: [{framework: B, edition: E, ref: '1', mark: v}, {framework: A, edition: E, ref: "
    "'2', mark: r}]\n"
    "  - id: ACME-002\n    name: acme.good\n    title: t\n    severity: low\n    check: "
    "'true'\n" RULE_REST "    controls: [{framework: B, edition: E, ref: '1', mark: v}, "
    "{framework: B, edition: E, ref: '3', mark: s}]\n"
    "  - id: ACME-003\n    name: acme.idle\n    title: t\n    severity: low\n    applies: 'false'\n"
    "    check: 'true'\n" RULE_REST
    "    controls: [{framework: C, edition: E, ref: '1', mark: v}]\n"
    "controls:\n"
    "  - {framework: B, edition: E, ref: '1', mark: v, demands: d, rules: [ACME-001, ACME-002]}\n"
    "  - {framework: B, edition: E, ref: '3', mark: s, demands: d, rules: [ACME-002]}\n"
    "  - {framework: B, edition: E, ref: '4', mark: s, demands: d, rules: [ACME-002], person: p}\n"
    "  - {framework: B, edition: E, ref: '5', mark: s, demands: d, rules: [ACME-001], person: p}\n"
    "  - {framework: C, edition: E, ref: '1', mark: v, demands: d, rules: [ACME-003]}\n";
static const char passing[] = PACK_HEAD RULE_HEAD "    check: 'true'\n" RULE_REST;

/* Sightings of medium confidence pass; so do few of any confidence. */
static const char unsure[] = PACK_HEAD RULE_HEAD
    "    over: observation\n    classes: [pii.phone]\n"
    "    check: 'observation.confidence != \"high\"'\n" RULE_REST
    "  - id: ACME-002\n    name: acme.few\n    title: t\n    severity: low\n"
    "    over: observation\n    classes: [pii.phone]\n"
    "    check: 'observation.count < 100'\n" RULE_REST "controls:\n"
    "  - {framework: B, edition: E, ref: '1', mark: v, demands: d, rules: [ACME-001]}\n"
    "  - {framework: B, edition: E, ref: '2', mark: v, demands: d, rules: [ACME-001], person: p}\n"
    "  - {framework: B, edition: E, ref: '3', mark: v, demands: d, rules: [ACME-002]}\n";

static const struct row {
    const char *name;
    const char *pack;
    enum assay_severity fail_on;
    bool gaps_block, report_only;
    const char *allowed[3];
    int exit_code;
    const char *verdict;
} rows[] = {
    {"blocked", failing, ASSAY_SEVERITY_MEDIUM, true, false, {0}, 1, "blocked"},
    {"blocked before incomplete", failing, ASSAY_SEVERITY_HIGH, true, false, {0}, 1, "blocked"},
    {"below the gate", failing, ASSAY_SEVERITY_CRITICAL, false, false, {0}, 0, "passed"},
    {"below the gate, with gaps",
     failing,
     ASSAY_SEVERITY_CRITICAL,
     true,
     false,
     {0},
     3,
     "incomplete"},
    {"report only", failing, ASSAY_SEVERITY_MEDIUM, true, true, {0}, 0, "blocked"},
    {"incomplete", passing, ASSAY_SEVERITY_MEDIUM, true, false, {0}, 3, "incomplete"},
    {"incomplete, report only", passing, ASSAY_SEVERITY_MEDIUM, true, true, {0}, 0, "incomplete"},
    {"one gap is allowed, one is not",
     passing,
     ASSAY_SEVERITY_MEDIUM,
     true,
     false,
     {"git.shallow"},
     3,
     "incomplete"},
    {"all gaps are allowed",
     passing,
     ASSAY_SEVERITY_MEDIUM,
     true,
     false,
     {"git.shallow", "bundle.encrypted"},
     0,
     "passed"},
    {"gaps only warn", passing, ASSAY_SEVERITY_MEDIUM, false, false, {0}, 0, "passed"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *policy = pack_open(row->pack);
    struct assay_gate gate = {.fail_on = row->fail_on,
                              .gaps_block = row->gaps_block,
                              .report_only = row->report_only,
                              .allowed_gaps = row->allowed};
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};

    while (row->allowed[gate.allowed_gap_count])
        gate.allowed_gap_count++;
    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    assert_int_equal(assessment->exit_code, row->exit_code);
    assert_string_equal(assessment->verdict, row->verdict);
    assert_int_equal(assessment->allowed_gap_count, gate.allowed_gap_count);
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

static void controls_have_the_worst_of_their_rules(void **state)
{
    static const struct {
        const char *framework, *reference;
        enum assay_verdict verdict, evidence;
        size_t rules;
        bool person_open;
    } expected[] = {
        {"A", "2", ASSAY_UNKNOWN, ASSAY_FAIL, 1, false}, /* cited, and listed by no pack */
        {"B", "1", ASSAY_FAIL, ASSAY_FAIL, 2, false},
        {"B", "3", ASSAY_PASS, ASSAY_PASS, 1, false},
        {"B", "4", ASSAY_UNKNOWN, ASSAY_PASS, 1, true},
        {"B", "5", ASSAY_FAIL, ASSAY_FAIL, 1, false},
        {"C", "1", ASSAY_NOT_APPLICABLE, ASSAY_NOT_APPLICABLE, 1, false},
    };
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *policy = pack_open(failing);
    struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM};
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    assert_int_equal(assessment->control_count, ARRAY_LEN(expected));
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        const struct assay_control_status *status = &assessment->controls[i];

        assert_string_equal(status->control->framework, expected[i].framework);
        assert_string_equal(status->control->reference, expected[i].reference);
        assert_int_equal(status->verdict, expected[i].verdict);
        assert_int_equal(status->evidence, expected[i].evidence);
        assert_int_equal(status->person_open, expected[i].person_open);
        assert_int_equal(status->rule_count, expected[i].rules);
    }
    assert_string_equal(assessment->controls[1].rules[0]->code, "ACME-001");
    assert_string_equal(assessment->controls[1].rules[1]->code, "ACME-002");
    assert_int_equal(assessment->framework_count, 3);
    assert_string_equal(assessment->frameworks[1].name, "B");
    assert_int_equal(assessment->frameworks[0].touched, 1);
    assert_int_equal(assessment->frameworks[0].controls[ASSAY_FAIL], 0);
    assert_int_equal(assessment->frameworks[1].controls[ASSAY_FAIL], 2);
    assert_int_equal(assessment->frameworks[1].controls[ASSAY_PASS], 1);
    assert_int_equal(assessment->frameworks[1].controls[ASSAY_UNKNOWN], 1);
    assert_int_equal(assessment->frameworks[1].person_open, 1);
    assert_int_equal(assessment->counts[ASSAY_SEVERITY_HIGH], assessment->finding_count);
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

/* 3 telephone numbers, perhaps: the gate stays quiet, and no control is met by it. */
static void a_pass_by_doubt_meets_no_control(void **state)
{
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *policy = pack_open(unsure);
    struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM};
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    assert_int_equal(assessment->finding_count, 0);
    assert_string_equal(assessment->verdict, "passed");
    assert_int_equal(assessment->rules[0].unsure, 1);
    assert_int_equal(assessment->rules[1].unsure, 0);
    assert_int_equal(assessment->control_count, 3);
    for (size_t i = 0; i < 2; i++) {
        assert_true(assessment->controls[i].unsure);
        assert_false(assessment->controls[i].person_open);
        assert_int_equal(assessment->controls[i].evidence, ASSAY_UNKNOWN);
        assert_int_equal(assessment->controls[i].verdict, ASSAY_UNKNOWN);
    }
    assert_false(assessment->controls[2].unsure);
    assert_int_equal(assessment->controls[2].verdict, ASSAY_PASS);
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(controls_have_the_worst_of_their_rules),
                                       cmocka_unit_test(a_pass_by_doubt_meets_no_control)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
