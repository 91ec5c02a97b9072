/* whole.c - the tree that a range ends in, where what the range holds cannot be judged alone. */

#include <assay/audit.h>
#include <string.h>

#include "base/arena.h"
#include "base/kit.h"
#include "inventory/build.h"
#include "inventory/gaps.h"

/* A model or data set has records and cards beside it; a record or card has what it speaks of. */
static bool needs_whole(const struct assay_inventory *range)
{
    for (size_t i = 0; i < range->item_count; i++) {
        const struct assay_examination *content = range->items[i].content;

        if (content->kind == ASSAY_KIND_MODEL || content->kind == ASSAY_KIND_DATASET ||
            content->kind == ASSAY_KIND_CARD || strcmp(content->format, "record") == 0)
            return true;
    }
    return false;
}

/* Which commit brought a content only the range tells. Both are in the order of paths. */
static void take_origins(struct assay_inventory *whole, const struct assay_inventory *range)
{
    size_t at = 0;

    for (size_t i = 0; i < range->item_count; i++) {
        const struct assay_item *item = &range->items[i];

        while (at < whole->item_count && assay_path_compare(whole->items[at].path, item->path) < 0)
            at++;
        if (at == whole->item_count)
            return;
        if (item->origin && assay_path_compare(whole->items[at].path, item->path) == 0 &&
            memcmp(whole->items[at].content->sha256, item->content->sha256, 32) == 0)
            inventory_set_origin(whole, at, item->origin);
    }
}

/* A scan that was cut short has judged less, whichever of the two it was. */
static ASSAY_RESULT take_cut(struct assay_inventory *range, const struct assay_inventory *whole,
                             struct assay_error *err)
{
    for (size_t i = 0; i < whole->gap_count; i++) {
        struct assay_gap gap = whole->gaps[i];

        if (strcmp(gap.id, GAP_RUN_INTERRUPTED) != 0 && strcmp(gap.id, GAP_TIME_LIMIT) != 0)
            continue;
        gap.id = strcmp(gap.id, GAP_TIME_LIMIT) == 0 ? GAP_TIME_LIMIT : GAP_RUN_INTERRUPTED;
        gap.why = arena_text(inventory_arena(range), gap.why);
        if (!gap.why)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
        TRY(inventory_add_gaps(range, &gap, 1, err));
    }
    return ASSAY_OK;
}

enum assay_status assay_scan_whole(const struct assay_target *target,
                                   const struct assay_scan_options *options,
                                   struct assay_inventory *range, struct assay_inventory **out,
                                   struct assay_error *err)
{
    struct assay_target end = *target;
    CLEANUP(assay_inventory_freep) struct assay_inventory *whole = NULL;

    *out = NULL;
    if (target->view != ASSAY_VIEW_RANGE || !needs_whole(range))
        return ASSAY_OK;
    end.view = ASSAY_VIEW_COMMIT;
    end.revision = range->target.head;
    TRY(assay_scan(&end, options, &whole, err));
    take_origins(whole, range);
    TRY(take_cut(range, whole, err));
    *out = TAKE(whole);
    return ASSAY_OK;
}
