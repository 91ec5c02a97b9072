/* verify_unseen.c - what `assay verify` must not call gone, or changed. */

#include "cli/verify_unseen.h"

#include <string.h>

static bool covers(const struct assay_path *gap, const struct assay_path *path)
{
    return !gap->container && gap->size <= path->size &&
           memcmp(gap->name, path->name, gap->size) == 0 &&
           (gap->size == path->size || path->name[gap->size] == '/');
}

bool verify_is_unseen(const struct assay_inventory *present, const struct assay_path *path)
{
    for (size_t i = 0; i < present->gap_count; i++)
        if (present->gaps[i].path && covers(present->gaps[i].path, path))
            return true;
    return false;
}

bool verify_is_cut(const struct assay_inventory *recorded, const struct assay_inventory *present)
{
    for (size_t i = 0; i < present->gap_count; i++) {
        bool known = present->gaps[i].path != NULL;

        for (size_t j = 0; j < recorded->gap_count && !known; j++)
            known =
                !recorded->gaps[j].path && strcmp(recorded->gaps[j].id, present->gaps[i].id) == 0;
        if (!known)
            return true;
    }
    return false;
}

bool verify_is_waivers(const struct assay_item *item)
{
    return !item->path->container && strcmp(item->path->name, ".assay/waivers") == 0;
}
