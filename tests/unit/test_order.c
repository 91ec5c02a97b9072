/* test_order.c - findings by file. */

#include "assessment.h"
#include "rows.h"

#include "report/order.h"

struct order_row {
    const char *name;
    bool worst_first;
    const char *headlines[SAMPLE_FINDINGS];
};

static const struct order_row rows[] = {
    {"by place",
     false,
     {"data.has-card", "pii.email", "pii.phone", "secret.private-key", "data.has-card",
      "licence.stated", "model.has-card", "model.code-import", "ledger.recorded",
      "provenance.resolved"}},
    {"the most severe of a file first",
     true,
     {"data.has-card", "pii.email", "pii.phone", "secret.private-key", "data.has-card",
      "model.has-card", "licence.stated", "model.code-import", "provenance.resolved",
      "ledger.recorded"}},
};

static void check(void **state)
{
    const struct order_row *row = *state;
    CLEANUP(free_cleanup) const struct assay_finding **sorted = NULL;
    struct sample_assessment sample;
    struct assay_error err = {0};

    sample_assess(&sample);
    assert_ok(order_findings(&sample.assessment, row->worst_first, &sorted, &err), err);
    for (size_t i = 0; i < SAMPLE_FINDINGS; i++)
        assert_string_equal(sorted[i]->headline, row->headlines[i]);
    sample_clear(&sample);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
