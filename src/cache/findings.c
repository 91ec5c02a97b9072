/* findings.c - items and gaps of one entry, picked out of the parts they landed in. */

#include <stdlib.h>

#include "base/kit.h"
#include "base/room.h"
#include "cache/value.h"

void findings_item(struct findings *findings, const struct assay_item *item)
{
    if (!HAS_ROOM(findings->items, findings->item_count, findings->item_capacity)) {
        findings->failed = true;
        return;
    }
    findings->items[findings->item_count++] = item;
}

void findings_gap(struct findings *findings, const struct assay_gap *gap)
{
    if (!HAS_ROOM(findings->gaps, findings->gap_count, findings->gap_capacity)) {
        findings->failed = true;
        return;
    }
    findings->gaps[findings->gap_count++] = gap;
}

void findings_clear(struct findings *findings)
{
    free(findings->items);
    free(findings->gaps);
    *findings = (struct findings){0};
}

/* Gaps are repeated at each place of an entry; where there are more, they are not compared. */
enum { PLACES_COMPARED = 64 };

static bool is_in(const struct assay_path *own, const struct assay_path *path)
{
    while (path && path->container)
        path = path->container;
    return path == own;
}

static bool is_place(const struct entry *entry, const struct assay_path *path)
{
    for (size_t i = 0; i < entry->place_count; i++)
        if (entry->places[i].path == path)
            return true;
    return false;
}

void findings_since(struct findings *findings, const struct inventory_part *part,
                    struct inventory_mark mark, const struct entry *entry)
{
    const struct assay_path *own = entry->places[0].path;
    struct inventory_mark gaps = mark;
    const struct assay_item *item;
    const struct assay_gap *gap;

    while ((item = inventory_item_since(part, &mark)))
        if (is_in(own, item->path))
            findings_item(findings, item);
    while ((gap = inventory_gap_since(part, &gaps))) {
        if (entry->place_count > PLACES_COMPARED)
            findings->failed = true;
        else if (is_in(own, gap->path) || is_place(entry, gap->path))
            findings_gap(findings, gap);
    }
    findings->failed |= !inventory_part_is_whole(part);
}
