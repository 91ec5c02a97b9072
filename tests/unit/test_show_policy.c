/* test_show_policy.c - the policy in force, each value with the line that set it. */

#include "policies.h"

static void origins_are_shown(void **state)
{
    const char *const packs[] = {
        PACK_HEAD "params: {p: {type: int, default: 1, meaning: m}}\n" RULE_HEAD
                  "    applies: >-\n      item.size > 0 &&\n      item.described\n"
                  "    check: item.size < params.p\n" RULE_REST,
        "pack: other\nedition: \"2\"\nin-force-from: 2026-01-02\nin-force-until: 2027-01-02\n"
        "set: {p: 9}\nchange:\n  - {id: ACME-001, severity: critical}\n",
        NULL};
    static const char *const words[] = {
        "pack mine 1  # /tmp/",
        "pack other 2  # /tmp/",
        ", from 2026-01-02, until 2027-01-02\n",
        "  p: 9  # /tmp/",
        ":5, normally 1\n",
        "ACME-001 acme.rule: t  # /tmp/",
        ":5\n  severity: critical  # /tmp/",
        ":7, raised from high\n",
        "  over: item\n",
        "  applies: item.size > 0 && item.described\n",
        "  check: item.size < params.p\n",
    };
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    char *text = NULL;

    (void)state;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_ok(assay_policy_show(policy, &text, &err), err);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strstr(text, words[i]))
            fail_msg("\"%s\" is not in:\n%s", words[i], text);
    free(text);
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(origins_are_shown)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
