/* test_finding.c - findings: their order, what they are called, and what is unknown in them. */

#include <assay/policy.h>

#include "policies.h"
#include "sample.h"

static const struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_LOW};

static struct assay_assessment *assess(const struct assay_policy *policy,
                                       const struct assay_inventory *inventory)
{
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};

    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    return assessment;
}

static void order_is_severity_path_rule(void **state)
{
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *policy =
        pack_open(PACK_HEAD RULE_HEAD
                  "    check: 'false'\n" RULE_REST
                  "  - id: ACME-000\n    name: acme.low\n    title: t\n    severity: low\n"
                  "    check: 'false'\n" RULE_REST
                  "  - id: ACME-009\n    name: acme.all\n    title: t\n    severity: high\n"
                  "    over: target\n    check: 'false'\n" RULE_REST);
    struct assay_assessment *assessment = assess(policy, inventory);

    (void)state;
    assert_int_equal(assessment->finding_count, 2 * inventory->item_count + 1);
    assert_null(assessment->findings[0].item); /* the whole target comes first */
    for (size_t i = 2; i < assessment->finding_count; i++) {
        const struct assay_finding *before = &assessment->findings[i - 1];
        const struct assay_finding *after = &assessment->findings[i];

        assert_true(before->severity >= after->severity);
        if (before->severity == after->severity)
            assert_true(assay_path_compare(before->item->path, after->item->path) <= 0);
    }
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

/* The same bytes at two paths are one finding twice: the same name, numbered. */
static void alike_findings_are_numbered(void **state)
{
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *policy =
        pack_open(PACK_HEAD RULE_HEAD
                  "    applies: item.format == \"csv\" && item.size == 12\n    check: 'false'\n"
                  "    message: '{item.path}'\n    rationale: r\n    remediation: d\n");
    struct assay_assessment *assessment = assess(policy, inventory);

    (void)state;
    assert_int_equal(assessment->finding_count, 2);
    assert_string_equal(assessment->findings[0].fingerprint, assessment->findings[1].fingerprint);
    assert_int_equal(assessment->findings[0].ordinal, 0);
    assert_int_equal(assessment->findings[1].ordinal, 1);
    assert_string_not_equal(assessment->findings[0].message, assessment->findings[1].message);
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

struct headline_row {
    const char *name;
    const char *rule;
    const char *headline, *message;
    enum assay_verdict verdict;
    const char *unknown; /* a fact, or NULL */
};

static const struct headline_row headlines[] = {
    {"the rule's name", "    applies: item.name == \"users.csv\"\n    check: 'false'\n",
     "acme.rule", "m", ASSAY_FAIL, NULL},
    {"the class",
     "    over: observation\n    classes: [pii.*]\n"
     "    check: observation.class != \"pii.email\"\n",
     "pii.email", "m", ASSAY_FAIL, NULL},
    {"a class of the item",
     "    headline: model.*\n    applies: item.format == \"pickle\"\n"
     "    check: 'false'\n",
     "model.code-import", "m", ASSAY_FAIL, NULL},
    {"a headline that was not seen",
     "    headline: data.*\n    applies: item.format == \"pickle\"\n    check: 'false'\n",
     "acme.rule", "m", ASSAY_FAIL, NULL},
    {"unknown",
     "    applies: item.name == \"users.csv\"\n    check: item.dataset.ragged_rows == 0\n",
     "acme.rule", "cannot tell whether this holds: t; not known: item.dataset.ragged_rows",
     ASSAY_UNKNOWN, "item.dataset.ragged_rows"},
    {"a fault", "    applies: item.name == \"users.csv\"\n    check: 1 / 0 > 0\n", "acme.rule",
     NULL, ASSAY_UNKNOWN, NULL},
};

static void check_headline(void **state)
{
    const struct headline_row *row = *state;
    struct assay_inventory *inventory = sample_inventory();
    struct assay_assessment *assessment;
    struct assay_policy *policy;
    const struct assay_finding *finding;
    char text[1024];

    snprintf(text, sizeof text, "%s%s%s%s", PACK_HEAD, RULE_HEAD, row->rule, RULE_REST);
    policy = pack_open(text);
    assessment = assess(policy, inventory);
    assert_int_equal(assessment->finding_count, 1);
    finding = &assessment->findings[0];
    assert_string_equal(finding->headline, row->headline);
    assert_int_equal(finding->verdict, row->verdict);
    assert_true(finding->blocking);
    if (row->message)
        assert_string_equal(finding->message, row->message);
    else
        assert_non_null(finding->problem);
    assert_int_equal(finding->unknown_fact_count, row->unknown != NULL);
    if (row->unknown)
        assert_string_equal(finding->unknown_facts[0], row->unknown);
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

/* An older copy of a rule may have no words for what a newer program found. */
static void no_finding_is_without_words(void **state)
{
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *policy = pack_open(
        PACK_HEAD RULE_HEAD "    applies: item.name == \"users.csv\"\n    check: 'false'\n"
                            "    message: '{item.size == 0 ? \"it is empty\" : \"\"}'\n"
                            "    rationale: r\n    remediation: d\n");
    struct assay_assessment *assessment = assess(policy, inventory);

    (void)state;
    assert_int_equal(assessment->finding_count, 1);
    assert_non_null(strstr(assessment->findings[0].message, "this does not hold: "));
    assert_non_null(strstr(assessment->findings[0].message, assessment->findings[0].rule->title));
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_severity_path_rule),
        cmocka_unit_test(alike_findings_are_numbered),
        cmocka_unit_test(no_finding_is_without_words),
    };

    return RUN_CASES(check_headline, headlines) + cmocka_run_group_tests(tests, NULL, NULL);
}
