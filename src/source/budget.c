/* budget.c - what a run may still take out of containers, counted by all threads together. */

#include <time.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/source.h"

enum { NANOSECONDS = 1000000000 };

static int64_t monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * NANOSECONDS + now.tv_nsec;
}

void source_budget_init(struct source_budget *budget, const struct assay_limits *limits)
{
    struct assay_limits set = limits ? *limits : (struct assay_limits){0};

    if (!set.depth)
        set.depth = LIMIT_CONTAINER_DEPTH;
    if (!set.entries)
        set.entries = LIMIT_CONTAINER_ENTRIES;
    if (!set.expand)
        set.expand = LIMIT_CONTAINER_EXPAND;
    if (!set.ratio)
        set.ratio = LIMIT_CONTAINER_RATIO;
    *budget = (struct source_budget){.limits = set};
    if (set.seconds)
        budget->deadline = monotonic() + (int64_t)set.seconds * NANOSECONDS;
}

enum assay_status source_budget_entry(struct source_budget *budget, struct assay_error *err)
{
    uint64_t before = atomic_fetch_add_explicit(&budget->entries, 1, memory_order_relaxed);

    if (before < budget->limits.entries)
        return ASSAY_OK;
    return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_COUNT_LIMIT,
                   "more than %llu members in all containers (--max-entries)",
                   (unsigned long long)budget->limits.entries);
}

void source_budget_taken(struct source_budget *budget, uint64_t bytes)
{
    atomic_fetch_add_explicit(&budget->taken, bytes, memory_order_relaxed);
}

/* Archives in archives may each keep to the ratio of an entry, and multiply it. */
static enum assay_status check_run_ratio(const struct source_budget *budget, uint64_t expanded,
                                         struct assay_error *err)
{
    uint64_t taken = atomic_load_explicit(&budget->taken, memory_order_relaxed), allowed;

    if (expanded <= LIMIT_RUN_RATIO_FREE || taken == 0 ||
        ckd_mul(&allowed, taken, budget->limits.ratio) || expanded <= allowed)
        return ASSAY_OK;
    return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_RATIO_LIMIT,
                   "all containers together gave more than %llu bytes for each byte of theirs "
                   "(--max-ratio)",
                   (unsigned long long)budget->limits.ratio);
}

enum assay_status source_budget_bytes(struct source_budget *budget, uint64_t bytes,
                                      struct assay_error *err)
{
    uint64_t before = atomic_fetch_add_explicit(&budget->expanded, bytes, memory_order_relaxed);

    if (before <= budget->limits.expand && bytes <= budget->limits.expand - before)
        return check_run_ratio(budget, before + bytes, err);
    return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_SIZE_LIMIT,
                   "more than %llu bytes out of all containers (--max-expand)",
                   (unsigned long long)budget->limits.expand);
}

enum assay_status source_budget_time(const struct source_budget *budget, struct assay_error *err)
{
    if (budget->interrupted && *budget->interrupted)
        return fail_id(err, ASSAY_ELIMIT, GAP_RUN_INTERRUPTED, "the run was stopped");
    if (!budget->deadline || monotonic() < budget->deadline)
        return ASSAY_OK;
    return fail_id(err, ASSAY_ELIMIT, GAP_TIME_LIMIT, "the time limit of %u s was reached",
                   budget->limits.seconds);
}
