/* test_waive.c - waivers turn findings into waived findings, and change nothing else. */

#include <assay/policy.h>

#include "base/buf.h"
#include "policies.h"
#include "sample.h"

#define NOON INT64_C(1795262400) /* 2026-11-21T12:00:00Z */

static struct assay_assessment *assess(const struct assay_policy *policy,
                                       const struct assay_inventory *inventory, bool ignore)
{
    struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM,
                              .gaps_block = true,
                              .time = NOON,
                              .ignore_waivers = ignore};
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};

    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    return assessment;
}

static void assert_alike(const struct assay_finding *a, const struct assay_finding *b)
{
    assert_string_equal(a->fingerprint, b->fingerprint);
    assert_string_equal(a->headline, b->headline);
    assert_string_equal(a->message, b->message);
    assert_string_equal(a->remedy, b->remedy);
    assert_string_equal(a->rule->code, b->rule->code);
    assert_ptr_equal(a->item, b->item);
    assert_int_equal(a->severity, b->severity);
    assert_int_equal(a->ordinal, b->ordinal);
    assert_int_equal(a->verdict_before, b->verdict_before);
}

static bool is_chosen(uint64_t set, const struct assay_assessment *plain, size_t i)
{
    for (size_t j = 0; j < plain->finding_count; j++) /* alike findings are waived together */
        if (strcmp(plain->findings[j].fingerprint, plain->findings[i].fingerprint) == 0)
            return set >> j & 1;
    return false;
}

/* Every finding is in the same place with the same words; only those chosen are waived. */
static void compare(const struct assay_assessment *plain, const struct assay_assessment *waived,
                    uint64_t set)
{
    uint64_t moved[ASSAY_VERDICTS] = {0}, chosen = 0, blocking = 0;

    assert_int_equal(plain->finding_count, waived->finding_count);
    assert_int_equal(plain->rule_count, waived->rule_count);
    for (size_t i = 0; i < plain->finding_count; i++) {
        const struct assay_finding *before = &plain->findings[i], *after = &waived->findings[i];

        assert_alike(before, after);
        if (!is_chosen(set, plain, i)) {
            assert_int_equal(before->verdict, after->verdict);
            assert_int_equal(before->blocking, after->blocking);
            assert_null(after->waiver);
            blocking += after->blocking;
            continue;
        }
        chosen++;
        moved[before->verdict]++;
        assert_int_equal(after->verdict, ASSAY_WAIVED);
        assert_false(after->blocking);
        assert_non_null(after->waiver);
    }
    assert_int_equal(waived->waived, chosen);
    assert_int_equal(waived->exit_code == 1, blocking > 0);
    for (unsigned verdict = 0; verdict < ASSAY_VERDICTS; verdict++) {
        uint64_t before = 0, after = 0;

        for (size_t i = 0; i < plain->rule_count; i++) {
            before += plain->rules[i].verdicts[verdict];
            after += waived->rules[i].verdicts[verdict];
        }
        if (verdict == ASSAY_WAIVED)
            assert_int_equal(after, before + chosen);
        else
            assert_int_equal(after, before - moved[verdict]);
    }
}

/* CHG-005 judges the waivers themselves, so the policy here leaves it out. */
static struct assay_policy *open_with(const char *waivers)
{
    static const char own[] = PACK_HEAD RULE_HEAD
        "    applies: item.kind in [\"dataset\", \"model\"]\n    check: item.described\n"
        "    message: '{item.path}'\n    rationale: r\n    remediation: 'd {item.path}'\n"
        "  - id: ACME-002\n    name: acme.seen\n    title: t\n    severity: low\n"
        "    over: observation\n    classes: ['*']\n    check: observation.confidence != "
        "\"high\"\n" RULE_REST
        "  - id: ACME-003\n    name: acme.rows\n    title: t\n    severity: medium\n"
        "    applies: item.kind == \"dataset\"\n    check: item.dataset.rows > 0\n" RULE_REST;
    const char *const packs[] = {own, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    assert_ok(packs_open(packs, waivers, &policy, &err), err);
    return policy;
}

static void waivers_change_nothing_else(void **state)
{
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *bare = open_with("");
    struct assay_assessment *plain = assess(bare, inventory, false);
    uint64_t set = 0x9e3779b97f4a7c15;

    (void)state;
    assert_true(plain->finding_count > 6 && plain->finding_count < 64);
    for (int round = 0; round < 40; round++) {
        struct assay_policy *policy;
        struct assay_assessment *waived, *ignored;
        struct buf text;

        set ^= set << 13, set ^= set >> 7, set ^= set << 17; /* xorshift */
        buf_init(&text, SIZE_MAX);
        for (size_t i = 0; i < plain->finding_count; i++)
            if (plain->findings[i].ordinal == 0 && is_chosen(set, plain, i))
                buf_printf(&text, "%.12s 2026-12-01 a.doe reason\n",
                           plain->findings[i].fingerprint);
        policy = open_with(buf_string(&text));
        waived = assess(policy, inventory, false);
        ignored = assess(policy, inventory, true);
        compare(plain, waived, set);
        compare(plain, ignored, 0);
        for (size_t i = 0; i < waived->waiver_count; i++) {
            assert_true(waived->waivers[i].used > 0);
            assert_int_equal(waived->waivers[i].state, ASSAY_WAIVER_SOON);
            /* nobody looked for what it excuses */
            assert_int_equal(ignored->waivers[i].state, ASSAY_WAIVER_SOON);
        }
        assay_assessment_free(waived);
        assay_assessment_free(ignored);
        assay_policy_free(policy);
        buf_clear(&text);
    }
    assay_assessment_free(plain);
    assay_policy_free(bare);
    assay_inventory_free(inventory);
}

static void expired_and_strange_waivers_excuse_nothing(void **state)
{
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *bare = open_with(""), *policy;
    struct assay_assessment *plain = assess(bare, inventory, false), *waived;
    char text[256];

    (void)state;
    snprintf(text, sizeof text,
             "%.12s 2026-11-20 a \"ended yesterday\"\n%.12s 2026-12-01 a elsewhere [none/**]\n"
             "0000-0000-0000 2026-12-01 a \"for nothing\"\n",
             plain->findings[0].fingerprint, plain->findings[0].fingerprint);
    policy = open_with(text);
    waived = assess(policy, inventory, false);
    compare(plain, waived, 0);
    assert_int_equal(waived->waivers[0].state, ASSAY_WAIVER_EXPIRED);
    assert_int_equal(waived->waivers[1].state, ASSAY_WAIVER_UNUSED);
    assert_int_equal(waived->waivers[2].state, ASSAY_WAIVER_UNUSED);
    assay_assessment_free(plain);
    assay_assessment_free(waived);
    assay_policy_free(bare);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waivers_change_nothing_else),
        cmocka_unit_test(expired_and_strange_waivers_excuse_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
