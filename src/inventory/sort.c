/* sort.c - the canonical order of items. */

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/part.h"

static int compare_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_origins(const struct assay_origin *a, const struct assay_origin *b)
{
    int order;

    if (!a || !b)
        return (a != NULL) - (b != NULL);
    order = memcmp(a->blob, b->blob, sizeof a->blob);
    if (order != 0)
        return order;
    if (!a->commit || !b->commit)
        return (a->commit != NULL) - (b->commit != NULL);
    return memcmp(a->commit->id, b->commit->id, sizeof a->commit->id);
}

/* A history holds one path many times and an archive may, so the order goes on behind the path. */
static int compare_items(const void *left, const void *right)
{
    const struct assay_item *a = *(const struct assay_item *const *)left;
    const struct assay_item *b = *(const struct assay_item *const *)right;
    int order = assay_path_compare(a->path, b->path);

    if (order == 0)
        order = memcmp(a->content->sha256, b->content->sha256, sizeof a->content->sha256);
    if (order == 0)
        order = (a->type > b->type) - (a->type < b->type);
    if (order == 0)
        order = compare_text(a->link, b->link);
    return order != 0 ? order : compare_origins(a->origin, b->origin);
}

/* Where the run that begins at `from`, of items in order, ends. */
static size_t run_end(const struct assay_item *const *items, size_t from, size_t count)
{
    size_t at = from + 1;

    while (at < count && compare_items(&items[at - 1], &items[at]) <= 0)
        at++;
    return at < count ? at : count;
}

/* Merges the runs from `from` and from `middle` on. */
static void merge_runs(const struct assay_item *const *items, size_t from, size_t middle,
                       size_t end, const struct assay_item **out)
{
    size_t left = from, right = middle;

    for (size_t at = from; at < end; at++) {
        bool takes_left =
            left < middle && (right == end || compare_items(&items[left], &items[right]) <= 0);

        out[at] = takes_left ? items[left++] : items[right++];
    }
}

/* By merging the runs that are there: what a worker found comes mostly in order. */
const struct assay_item **sort_items(const struct assay_item **items,
                                     const struct assay_item **spare, size_t count)
{
    for (;;) {
        size_t from = 0, middle = run_end(items, 0, count);
        const struct assay_item **swap = items;

        if (middle == count)
            return items;
        while (from < count) {
            size_t end = middle < count ? run_end(items, middle, count) : count;

            merge_runs(items, from, middle, end, spare);
            from = end;
            middle = from < count ? run_end(items, from, count) : count;
        }
        items = spare;
        spare = swap;
    }
}

/* ---- parts ---- */

size_t part_items(const struct inventory_part *part, const struct assay_item **out)
{
    size_t count = 0;

    if (part->sorted && part->sorted_count == part->item_count) {
        memcpy(out, part->sorted, part->item_count * sizeof *out);
        return part->item_count;
    }
    for (const struct item_chunk *chunk = part->first; chunk; chunk = chunk->next)
        for (size_t i = 0; i < chunk->count; i++)
            out[count++] = &chunk->items[i];
    return count;
}

void inventory_part_sort(struct inventory_part *part)
{
    size_t count = part->item_count;
    CLEANUP(free_cleanup)
    const struct assay_item **items = reallocarray(NULL, count + 1, sizeof *items);
    CLEANUP(free_cleanup)
    const struct assay_item **spare = reallocarray(NULL, count + 1, sizeof *spare);

    if (!items || !spare)
        return;
    free(part->sorted);
    part->sorted = NULL; /* more may have come since it was made */
    part->sorted_count = part_items(part, items);
    part->sorted = sort_items(items, spare, count) == items ? TAKE(items) : TAKE(spare);
}
