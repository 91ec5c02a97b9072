/* test_budget.c - what a run may take out of containers. */

#include "rows.h"

#include "base/kit.h"
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
    assert_ok(source_budget_bytes(&budget, 0, &err), err); /* an end, after others took too much */
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

/* Taken in order, whatever is read in between; what is left is granted, and nothing behind it. */
static void what_is_taken_ahead_is_granted_in_order(void **state)
{
    struct assay_limits limits = {.expand = 100};
    struct source_budget whole, part;
    struct assay_error err = {0};

    (void)state;
    source_budget_init(&whole, &limits);
    source_budget_part(&part, &whole);
    assert_int_equal(source_budget_ahead(&part, 60), 60);
    assert_false(whole.refused);
    assert_int_equal(source_budget_ahead(&part, 60), 40);
    assert_true(whole.refused && part.refused);
    assert_int_equal(source_budget_ahead(&part, 1), 0);
    assert_int_equal(source_budget_bytes(&part, 1, &err), ASSAY_ELIMIT);
    assert_int_equal(part.expanded, 122);
    assert_int_equal(whole.expanded, 122);
}

static void what_is_taken_ahead_is_held_to_the_ratio(void **state)
{
    struct assay_limits limits = {.ratio = 10};
    struct source_budget budget;
    struct assay_error err = {0};

    (void)state;
    source_budget_init(&budget, &limits);
    source_budget_taken(&budget, LIMIT_RUN_RATIO_FREE / 20);
    assert_int_equal(source_budget_ahead(&budget, LIMIT_RUN_RATIO_FREE), LIMIT_RUN_RATIO_FREE);
    assert_int_equal(source_budget_ahead(&budget, 1), 0);
    assert_int_equal(source_budget_bytes(&budget, 1, &err), ASSAY_ELIMIT);
    assert_string_equal(err.id, "bundle.ratio-limit");
    source_budget_taken(&budget, LIMIT_RUN_RATIO_FREE / 10);
    assert_int_equal(source_budget_ahead(&budget, 100), 100);
}

static void a_part_takes_from_the_whole(void **state)
{
    struct assay_limits limits = {.entries = 2, .expand = 10};
    struct source_budget whole, part;
    struct assay_error err = {0};

    (void)state;
    source_budget_init(&whole, &limits);
    assert_ok(source_budget_entry(&whole, &err), err);
    source_budget_part(&part, &whole);
    assert_ok(source_budget_entry(&part, &err), err);
    assert_ok(source_budget_bytes(&part, 7, &err), err);
    assert_int_equal(part.entries, 1);
    assert_int_equal(whole.entries, 2);
    assert_int_equal(whole.expanded, 7);
    assert_false(part.refused);
    assert_int_equal(source_budget_entry(&part, &err), ASSAY_ELIMIT);
    assert_string_equal(err.id, "bundle.count-limit");
    assert_true(part.refused && whole.refused);
}

static void what_is_taken_again_is_taken_whole_or_not(void **state)
{
    struct assay_limits limits = {.entries = 2, .expand = 10};
    struct source_budget budget;

    (void)state;
    source_budget_init(&budget, &limits);
    assert_true(source_budget_again(&budget, &(struct source_spending){1, 10, 4}));
    assert_false(source_budget_again(&budget, &(struct source_spending){1, 1, 1}));
    assert_false(source_budget_again(&budget, &(struct source_spending){2, 0, 1}));
    assert_false(source_budget_again(&budget, &(struct source_spending){0, UINT64_MAX, 1}));
    assert_int_equal(budget.entries, 1);
    assert_int_equal(budget.expanded, 10);
    assert_int_equal(budget.taken, 4);
    assert_false(budget.refused);
    assert_true(source_budget_again(&budget, &(struct source_spending){1, 0, 0}));
}

static void loses_patience(void **state)
{
    static const unsigned seconds[] = {LIMIT_READER_SECONDS, 5, 2, 1, 1};
    struct source_budget whole, part;

    (void)state;
    source_budget_init(&whole, NULL);
    source_budget_part(&part, &whole);
    for (size_t i = 0; i < LIMIT_READER_STALLS; i++) {
        assert_int_equal(source_budget_patience(&part), i < ARRAY_LEN(seconds) ? seconds[i] : 1);
        source_budget_stalled(&part);
    }
    assert_false(whole.refused || part.refused);
    assert_int_equal(source_budget_patience(&part), 0);
    assert_true(whole.refused && part.refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zero_means_the_default),
        cmocka_unit_test(each_limit_has_its_gap),
        cmocka_unit_test(what_is_taken_ahead_is_granted_in_order),
        cmocka_unit_test(what_is_taken_ahead_is_held_to_the_ratio),
        cmocka_unit_test(a_part_takes_from_the_whole),
        cmocka_unit_test(what_is_taken_again_is_taken_whole_or_not),
        cmocka_unit_test(a_claim_past_the_limit_does_not_wrap),
        cmocka_unit_test(loses_patience),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
