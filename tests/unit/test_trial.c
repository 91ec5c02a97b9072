/* test_trial.c - the shipped packs pass their own tests, and no condition in them is dead. */

#include "policy/trial.h"

#include <assay/policy.h>

#include "rows.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baseline_passes_its_tests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
