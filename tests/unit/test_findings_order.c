/* test_findings_order.c - findings come in one order, and those that are alike are told apart. */

#include <assay/policy.h>

#include "base/buf.h"
#include "base/kit.h"
#include "inventory/build.h"
#include "policies.h"

/* In the file the rules stand in another order than that of their codes. */
static const char pack[] =
    PACK_HEAD "rules:\n"
              "  - id: ACME-003\n    name: acme.late\n    title: t\n    severity: high\n"
              "    applies: item.kind == \"dataset\"\n    check: 'false'\n" RULE_REST
              "  - id: ACME-001\n    name: acme.early\n    title: t\n    severity: high\n"
              "    applies: item.kind == \"dataset\"\n    check: 'false'\n" RULE_REST
              "  - id: ACME-002\n    name: acme.seen\n    title: t\n    severity: critical\n"
              "    over: observation\n    classes: ['*']\n    check: 'false'\n" RULE_REST
              "  - id: ACME-004\n    name: acme.all\n    title: t\n    severity: high\n"
              "    over: target\n    check: 'false'\n" RULE_REST;

static const struct assay_place far[] = {{.offset = 900, .line = 9, .column = 1}};
static const struct assay_place near[] = {{.offset = 20, .line = 2, .column = 1}};

/* What was seen last in the file stands first, and a name would have it so as well. */
static const struct assay_observation seen[] = {
    {"pii.email", ASSAY_HIGH, 1, "", "", far, 1, NULL, 0},
    {"secret.private-key", ASSAY_HIGH, 1, "", "", near, 1, NULL, 0},
};

static const struct assay_examination table = {
    .size = 9, .sha256 = {1}, .kind = ASSAY_KIND_DATASET, .format = "csv"};
static const struct assay_examination script = {.size = 9,
                                                .sha256 = {2},
                                                .kind = ASSAY_KIND_CODE,
                                                .format = "",
                                                .observations = seen,
                                                .observation_count = ARRAY_LEN(seen)};

static void add(struct inventory_part *part, const char *path,
                const struct assay_examination *content)
{
    inventory_add(part, &(struct assay_item){.path = inventory_path(part, NULL, bytes_text(path)),
                                             .content = content});
}

static struct assay_inventory *inventory_of(void)
{
    static const struct assay_target_facts facts = {
        .type = "git", .view = "worktree", .name = "x", .head = "", .range = ""};
    struct inventory_part *part = inventory_part_new();
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    add(part, "z.sh", &script);
    add(part, "b/a.csv", &table);
    add(part, "b.csv", &table);
    assert_ok(inventory_merge(&part, 1, &facts, &inventory, &err), err);
    return inventory;
}

static void check_order(struct assay_inventory *whole)
{
    static const char expected[] = "critical ACME-002 z.sh secret.private-key\n"
                                   "critical ACME-002 z.sh pii.email\n"
                                   "high ACME-004 - acme.all\n"
                                   "high ACME-001 b.csv acme.early\n"
                                   "high ACME-003 b.csv acme.late\n"
                                   "high ACME-001 b/a.csv acme.early\n"
                                   "high ACME-003 b/a.csv acme.late\n";
    const struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM, .whole = whole};
    struct assay_policy *policy = pack_open(pack);
    struct assay_inventory *inventory = inventory_of();
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};
    CLEANUP(buf_clear) struct buf lines = {.ceiling = SIZE_MAX};

    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];
        CLEANUP(free_cleanup)
        char *path = finding->item ? assay_path_show(finding->item->path) : strdup("-");

        buf_printf(&lines, "%s %s %s %s\n", assay_severity_name(finding->severity),
                   finding->rule->code, path, finding->headline);
    }
    assert_string_equal(buf_string(&lines), expected);
    assay_assessment_free(assessment);
    assay_inventory_free(inventory);
    assay_policy_free(policy);
}

/* Severity down, then the target before its items, path, code of the rule, and place. */
static void the_worst_comes_first(void **state)
{
    (void)state;
    check_order(NULL);
}

/* Items of two inventories may be judged; nothing but the places in memory differs. */
static void the_order_is_the_same_beside_a_whole(void **state)
{
    struct assay_inventory *whole = inventory_of();

    (void)state;
    check_order(whole);
    assay_inventory_free(whole);
}

/* A fingerprint is of rule and content, so that copies of a file share it. */
static void copies_are_numbered_in_their_order(void **state)
{
    const struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM};
    struct assay_policy *policy = pack_open(pack);
    struct assay_inventory *inventory = inventory_of();
    struct assay_assessment *assessment = NULL;
    const struct assay_finding *findings;
    struct assay_error err = {0};

    (void)state;
    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    findings = assessment->findings;
    assert_int_equal(assessment->finding_count, 7);
    assert_string_equal(findings[3].fingerprint, findings[5].fingerprint);
    assert_string_not_equal(findings[3].fingerprint, findings[4].fingerprint);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(findings[i].ordinal, i >= 5);
    assay_assessment_free(assessment);
    assay_inventory_free(inventory);
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_comes_first),
        cmocka_unit_test(the_order_is_the_same_beside_a_whole),
        cmocka_unit_test(copies_are_numbered_in_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
