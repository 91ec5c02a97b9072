/* order.c - sorts findings by place; an assessment has them by severity. */

#include "report/order.h"

#include "base/kit.h"
#include "report/show.h"

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_paths(const struct assay_finding *a, const struct assay_finding *b)
{
    if (!a->item || !b->item)
        return (a->item == NULL) - (b->item == NULL);
    return assay_path_compare(a->item->path, b->item->path);
}

static int compare_places(const struct assay_finding *a, const struct assay_finding *b)
{
    static const struct assay_place nowhere = {0};
    const struct assay_place *x = show_place(a) ? show_place(a) : &nowhere;
    const struct assay_place *y = show_place(b) ? show_place(b) : &nowhere;
    int order = compare_numbers(x->line, y->line);

    return order != 0 ? order : compare_numbers(x->offset, y->offset);
}

/* Where all else is equal the assessment's own order stays: both point into one array. */
static int compare_rest(const struct assay_finding *a, const struct assay_finding *b)
{
    int order = compare_places(a, b);

    if (order == 0)
        order = strcmp(a->rule->code, b->rule->code);
    return order != 0 ? order : (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
    const struct assay_finding *a = *(const struct assay_finding *const *)left;
    const struct assay_finding *b = *(const struct assay_finding *const *)right;
    int order = compare_paths(a, b);

    return order != 0 ? order : compare_rest(a, b);
}

static int by_path_then_severity(const void *left, const void *right)
{
    const struct assay_finding *a = *(const struct assay_finding *const *)left;
    const struct assay_finding *b = *(const struct assay_finding *const *)right;
    int order = compare_paths(a, b);

    if (order == 0)
        order = compare_numbers(b->severity, a->severity);
    return order != 0 ? order : compare_rest(a, b);
}

enum assay_status order_findings(const struct assay_assessment *assessment, bool worst_first,
                                 const struct assay_finding ***out, struct assay_error *err)
{
    size_t count = assessment->finding_count;
    const struct assay_finding **sorted = calloc(count + 1, sizeof *sorted);

    if (!sorted)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                          "out of memory for a report of %zu findings", count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &assessment->findings[i];
    qsort(sorted, count, sizeof *sorted, worst_first ? by_path_then_severity : by_place);
    *out = sorted;
    return ASSAY_OK;
}
