/* test_judge.c - what is neither true nor false is unknown, and never a pass. */

#include "policy/judge.h"

#include "policies.h"

static const struct row {
    const char *name;
    const char *applies, *check;
    enum assay_verdict verdict;
} rows[] = {
    {"true", "true", "true", ASSAY_PASS},
    {"false", "true", "false", ASSAY_FAIL},
    {"an absent fact", "true", "item.size > 0", ASSAY_UNKNOWN},
    {"a fault", "true", "1 / 0 > 0", ASSAY_UNKNOWN},
    {"over budget", "true",
     "[1,2,3,4,5,6,7,8].all(a, [1,2,3,4,5,6,7,8].all(b, [1,2,3,4,5,6,7,8].all(c, "
     "[1,2,3,4,5,6,7,8].all(d, [1,2,3,4,5,6,7,8].all(e, [1,2,3,4,5,6,7,8].all(f, "
     "[1,2,3,4,5,6,7,8].all(g, a + b + c + d + e + f + g > 0)))))))",
     ASSAY_UNKNOWN},
    {"not about it", "false", "1 / 0 > 0", ASSAY_NOT_APPLICABLE},
    {"nobody knows whether it is about it", "item.size > 0", "true", ASSAY_UNKNOWN},
    {"a fault in applies", "1 / 0 > 0", "true", ASSAY_UNKNOWN},
    {"false absorbs unknown", "true", "item.size > 0 && false", ASSAY_FAIL},
    {"true absorbs a fault", "true", "1 / 0 > 0 || true", ASSAY_PASS},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct arena *arena = arena_new();
    struct cel_activation nothing = {0};
    struct assay_error err = {0};
    struct judgement judgement;
    struct assay_policy *policy;
    char text[1024];

    snprintf(text, sizeof text, "%s%s    applies: '%s'\n    check: '%s'\n%s", PACK_HEAD, RULE_HEAD,
             row->applies, row->check, RULE_REST);
    policy = pack_open(text);
    assert_ok(judge_applies(&policy->rules[0], &nothing, arena, &judgement, &err), err);
    if (judgement.verdict == ASSAY_PASS)
        assert_ok(judge_check(&policy->rules[0], &nothing, arena, &judgement, &err), err);
    assert_int_equal(judgement.verdict, row->verdict);
    if (row->verdict == ASSAY_UNKNOWN)
        assert_true(judgement.cause.kind == CEL_UNKNOWN || judgement.cause.kind == CEL_FAULT);
    arena_free(arena);
    assay_policy_free(policy);
}

static void worse_is_an_order(void **state)
{
    static const enum assay_verdict down[] = {ASSAY_FAIL,     ASSAY_UNKNOWN, ASSAY_WAIVED,
                                              ASSAY_ATTESTED, ASSAY_PASS,    ASSAY_NOT_APPLICABLE};

    (void)state;
    for (size_t i = 0; i < ASSAY_VERDICTS; i++)
        for (size_t j = i; j < ASSAY_VERDICTS; j++) {
            assert_int_equal(verdict_worse(down[i], down[j]), down[i]);
            assert_int_equal(verdict_worse(down[j], down[i]), down[i]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(worse_is_an_order)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
