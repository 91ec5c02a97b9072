/* ranges.c - where tensors lie in a file. */

#include "examine/models/ranges.h"

#include <stdlib.h>

#include "base/limits.h"

void ranges_clear(struct ranges *ranges)
{
    free(ranges->items);
    *ranges = (struct ranges){0};
}

enum assay_status ranges_add(struct ranges *ranges, struct range range)
{
    if (ranges->count == ranges->capacity) {
        size_t capacity = ranges->capacity ? ranges->capacity * 2 : 64;
        struct range *items;

        if (capacity > LIMIT_TENSORS)
            return ASSAY_ELIMIT;
        items = realloc(ranges->items, capacity * sizeof *items);
        if (!items)
            return ASSAY_ENOMEM;
        ranges->items = items;
        ranges->capacity = capacity;
    }
    ranges->items[ranges->count++] = range;
    return ASSAY_OK;
}

static int compare(const void *left, const void *right)
{
    const struct range *a = left, *b = right;

    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return (a->told_at > b->told_at) - (a->told_at < b->told_at);
}

void ranges_sort(struct ranges *ranges)
{
    if (ranges->count > 1)
        qsort(ranges->items, ranges->count, sizeof *ranges->items, compare);
}

const struct range *ranges_overlap(const struct ranges *sorted)
{
    for (size_t i = 1; i < sorted->count; i++)
        if (sorted->items[i].begin < sorted->items[i - 1].end)
            return &sorted->items[i];
    return NULL;
}
