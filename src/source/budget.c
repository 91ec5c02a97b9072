/* budget.c - what a run may still take out of containers, counted by all threads together. */

#include <time.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/source.h"

enum { NANOSECONDS = 1000000000, NANOSECONDS_A_MS = 1000000 };

static int64_t monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * NANOSECONDS + now.tv_nsec;
}

/* What no clock will ever show is no limit. */
static int64_t later(int64_t now, uint64_t milliseconds)
{
    int64_t span, end;

    return ckd_mul(&span, milliseconds, NANOSECONDS_A_MS) || ckd_add(&end, now, span) ? 0 : end;
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
    if (set.milliseconds)
        budget->deadline = later(monotonic(), set.milliseconds);
}

void source_budget_part(struct source_budget *part, struct source_budget *whole)
{
    *part = (struct source_budget){.limits = whole->limits,
                                   .deadline = whole->deadline,
                                   .interrupted = whole->interrupted,
                                   .reader_host = whole->reader_host,
                                   .whole = whole};
}

/* Takes `much` of what is limited to `limit`. */
static bool take(_Atomic uint64_t *taken, uint64_t much, uint64_t limit)
{
    uint64_t before = atomic_fetch_add_explicit(taken, much, memory_order_relaxed);

    return before <= limit && much <= limit - before;
}

static enum assay_status refuse(struct source_budget *budget, enum assay_status status)
{
    if (status != ASSAY_OK)
        atomic_store_explicit(&budget->refused, true, memory_order_relaxed);
    return status;
}

/* From the budget of a run; a part has no limits of its own, and no parts. */
static enum assay_status take_entry(struct source_budget *budget, struct assay_error *err)
{
    if (take(&budget->entries, 1, budget->limits.entries))
        return ASSAY_OK;
    return refuse(budget, fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_COUNT_LIMIT,
                                  "more than %llu members in all containers (--max-entries)",
                                  (unsigned long long)budget->limits.entries));
}

enum assay_status source_budget_entry(struct source_budget *budget, struct assay_error *err)
{
    if (!budget->whole)
        return take_entry(budget, err);
    atomic_fetch_add_explicit(&budget->entries, 1, memory_order_relaxed);
    return refuse(budget, take_entry(budget->whole, err));
}

void source_budget_taken(struct source_budget *budget, uint64_t bytes)
{
    atomic_fetch_add_explicit(&budget->taken, bytes, memory_order_relaxed);
    if (budget->whole)
        atomic_fetch_add_explicit(&budget->whole->taken, bytes, memory_order_relaxed);
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

static enum assay_status take_bytes(struct source_budget *budget, uint64_t bytes,
                                    struct assay_error *err)
{
    if (take(&budget->expanded, bytes, budget->limits.expand))
        return refuse(budget, check_run_ratio(budget, budget->expanded, err));
    return refuse(budget, fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_SIZE_LIMIT,
                                  "more than %llu bytes out of all containers (--max-expand)",
                                  (unsigned long long)budget->limits.expand));
}

enum assay_status source_budget_bytes(struct source_budget *budget, uint64_t bytes,
                                      struct assay_error *err)
{
    if (bytes == 0) /* an end is not refused because others used up the rest */
        return ASSAY_OK;
    if (!budget->whole)
        return take_bytes(budget, bytes, err);
    atomic_fetch_add_explicit(&budget->expanded, bytes, memory_order_relaxed);
    return refuse(budget, take_bytes(budget->whole, bytes, err));
}

/* Bytes that may have come out of all containers, by both limits. */
static uint64_t most(const struct source_budget *budget)
{
    uint64_t taken = atomic_load_explicit(&budget->taken, memory_order_relaxed), allowed;

    if (taken == 0 || ckd_mul(&allowed, taken, budget->limits.ratio))
        return budget->limits.expand;
    if (allowed < LIMIT_RUN_RATIO_FREE)
        allowed = LIMIT_RUN_RATIO_FREE;
    return allowed < budget->limits.expand ? allowed : budget->limits.expand;
}

uint64_t source_budget_ahead(struct source_budget *budget, uint64_t bytes)
{
    struct source_budget *whole = budget->whole ? budget->whole : budget;
    uint64_t limit = most(whole), before, left;

    if (budget->whole)
        atomic_fetch_add_explicit(&budget->expanded, bytes, memory_order_relaxed);
    before = atomic_fetch_add_explicit(&whole->expanded, bytes, memory_order_relaxed);
    left = before < limit ? limit - before : 0;
    if (bytes <= left)
        return bytes;
    if (refuse(budget, refuse(whole, ASSAY_ELIMIT)) == ASSAY_OK)
        return bytes; /* not reached */
    return left;
}

bool source_budget_again(struct source_budget *budget, const struct source_spending *spending)
{
    bool fits;

    if (spending->entries == 0 && spending->expanded == 0 && spending->taken == 0)
        return true; /* no container: nothing that threads would have to agree on */
    fits = take(&budget->entries, spending->entries, budget->limits.entries);

    source_budget_taken(budget, spending->taken);
    fits = take(&budget->expanded, spending->expanded, budget->limits.expand) && fits &&
           check_run_ratio(budget, budget->expanded, NULL) == ASSAY_OK;
    if (fits)
        return true;
    atomic_fetch_sub_explicit(&budget->entries, spending->entries, memory_order_relaxed);
    atomic_fetch_sub_explicit(&budget->expanded, spending->expanded, memory_order_relaxed);
    atomic_fetch_sub_explicit(&budget->taken, spending->taken, memory_order_relaxed);
    return false;
}

void source_budget_stalled(struct source_budget *budget)
{
    struct source_budget *whole = budget->whole ? budget->whole : budget;

    atomic_fetch_add_explicit(&whole->stalls, 1, memory_order_relaxed);
}

unsigned source_budget_patience(struct source_budget *budget)
{
    struct source_budget *whole = budget->whole ? budget->whole : budget;
    unsigned stalls = atomic_load_explicit(&whole->stalls, memory_order_relaxed);

    if (stalls >= LIMIT_READER_STALLS && refuse(budget, refuse(whole, ASSAY_ELIMIT)) != ASSAY_OK)
        return 0;
    for (unsigned seconds = LIMIT_READER_SECONDS;; seconds /= 2, stalls--)
        if (stalls == 0 || seconds == 1)
            return seconds;
}

enum assay_status source_budget_time(const struct source_budget *budget, struct assay_error *err)
{
    if (budget->interrupted && *budget->interrupted)
        return fail_id(err, ASSAY_ELIMIT, GAP_RUN_INTERRUPTED, "the run was stopped");
    if (!budget->deadline || monotonic() < budget->deadline)
        return ASSAY_OK;
    if (budget->limits.milliseconds % 1000 == 0)
        return fail_id(err, ASSAY_ELIMIT, GAP_TIME_LIMIT, "the time limit of %llu s was reached",
                       (unsigned long long)budget->limits.milliseconds / 1000);
    return fail_id(err, ASSAY_ELIMIT, GAP_TIME_LIMIT, "the time limit of %llu ms was reached",
                   (unsigned long long)budget->limits.milliseconds);
}
