/* outside.c - what no member of a container owns, stretch by stretch. */

#include "source/outside.h"

#include <stdlib.h>

#include "base/kit.h"
#include "source/fail.h"

/* A stretch goes on behind a member that is no longer: each costs a start of the detectors. */
enum { SMALL_MEMBER = 4096 };

int extent_order(const void *a, const void *b)
{
    const struct extent *one = a, *other = b;

    return (one->at > other->at) - (one->at < other->at);
}

static uint64_t end_of(const struct extent *extent)
{
    uint64_t end;

    return ckd_add(&end, extent->at, extent->size) ? UINT64_MAX : end;
}

static size_t join(struct extent *members, size_t count)
{
    size_t kept = 0;

    if (count > 0)
        qsort(members, count, sizeof *members, extent_order);
    for (size_t i = 0; i < count; i++) {
        if (members[i].size == 0)
            continue;
        if (kept == 0 || members[i].at > end_of(&members[kept - 1]))
            members[kept++] = members[i];
        else if (end_of(&members[i]) > end_of(&members[kept - 1]))
            members[kept - 1].size = end_of(&members[i]) - members[kept - 1].at;
    }
    return kept;
}

void outside_init(struct outside *outside, struct stream *in, const struct source_budget *budget,
                  struct extent *members, size_t count)
{
    *outside = (struct outside){
        .in = in, .budget = budget, .count = join(members, count), .members = members};
}

enum assay_status outside_init_stretches(struct outside *outside, struct stream *in,
                                         const struct source_budget *budget,
                                         const struct extent *stretches, size_t count,
                                         struct assay_error *err)
{
    struct extent *all = calloc(count + 1, sizeof *all);
    uint64_t at = 0, next;

    if (!all)
        return fail_no_memory(err);
    if (count > 0)
        memcpy(all, stretches, count * sizeof *all);
    count = join(all, count);
    for (size_t i = 0; i < count; i++) { /* what stands in front of each, and behind the last */
        next = end_of(&all[i]);
        all[i] = (struct extent){.at = at, .size = all[i].at - at};
        at = next;
    }
    all[count] = (struct extent){.at = at, .size = in->size > at ? in->size - at : 0};
    outside_init(outside, in, budget, all, count + 1);
    return ASSAY_OK;
}

void outside_clear(struct outside *outside)
{
    free(outside->members);
    *outside = (struct outside){0};
}

/* The first member that ends behind `at`. */
static size_t find(const struct outside *outside, uint64_t at)
{
    size_t low = 0, high = outside->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (end_of(&outside->members[middle]) > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

bool outside_next(const struct outside *outside, uint64_t *from, uint64_t *to)
{
    size_t i = find(outside, *to);

    *from = *to;
    if (i < outside->count && outside->members[i].at <= *from)
        *from = end_of(&outside->members[i++]);
    if (*from >= outside->in->size)
        return false;
    while (i < outside->count && outside->members[i].size <= SMALL_MEMBER)
        i++;
    *to = i < outside->count && outside->members[i].at < outside->in->size ? outside->members[i].at
                                                                           : outside->in->size;
    return true;
}

enum assay_status outside_read_at(const struct outside *outside, uint64_t from, void *to,
                                  size_t size, size_t *got, struct assay_error *err)
{
    uint8_t *bytes = to;
    uint64_t end;

    TRY(source_budget_time(outside->budget, err));
    TRY(outside->in->read_at(outside->in, from, to, size, got, err));
    end = from + *got;
    for (size_t i = find(outside, from); i < outside->count && outside->members[i].at < end; i++) {
        const struct extent *member = &outside->members[i];
        uint64_t start = member->at > from ? member->at : from;
        uint64_t stop = end_of(member) < end ? end_of(member) : end;

        memset(bytes + (start - from), 0, (size_t)(stop - start));
    }
    return ASSAY_OK;
}
