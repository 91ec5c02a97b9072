/* test_budget.c - what a run may take out of containers. */

#include "rows.h"

#include "base/limits.h"
#include "source/source.h"

static void zero_means_the_default(void **state)
{
    struct assay_limits limits = {.entries = 7};
    struct source_budget budget;

    (void)state;
    source_budget_init(&budget, &limits);
    assert_int_equal(budget.limits.entries, 7);
    assert_int_equal(budget.limits.depth, LIMIT_CONTAINER_DEPTH);
    assert_int_equal(budget.limits.expand, LIMIT_CONTAINER_EXPAND);
    assert_int_equal(budget.limits.ratio, LIMIT_CONTAINER_RATIO);
    assert_int_equal(budget.deadline, 0);
}

static void each_limit_has_its_gap(void **state)
{
    struct assay_limits limits = {.entries = 1, .expand = 10};
    struct source_budget budget;
    struct assay_error err = {0};

    (void)state;
    source_budget_init(&budget, &limits);
    assert_ok(source_budget_entry(&budget, &err), err);
    assert_int_equal(source_budget_entry(&budget, &err), ASSAY_ELIMIT);
    assert_string_equal(err.id, "bundle.count-limit");
    assert_ok(source_budget_bytes(&budget, 10, &err), err);
    assert_int_equal(source_budget_bytes(&budget, 1, &err), ASSAY_ELIMIT);
    assert_string_equal(err.id, "bundle.size-limit");
    assert_ok(source_budget_time(&budget, &err), err);
    budget.deadline = 1;
    assert_int_equal(source_budget_time(&budget, &err), ASSAY_ELIMIT);
    assert_string_equal(err.id, "time.limit");
}

static void a_claim_past_the_limit_does_not_wrap(void **state)
{
    struct source_budget budget;
    struct assay_error err = {0};

    (void)state;
    source_budget_init(&budget, NULL);
    assert_int_equal(source_budget_bytes(&budget, UINT64_MAX, &err), ASSAY_ELIMIT);
    assert_int_equal(source_budget_bytes(&budget, 2, &err), ASSAY_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zero_means_the_default),
        cmocka_unit_test(each_limit_has_its_gap),
        cmocka_unit_test(a_claim_past_the_limit_does_not_wrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
