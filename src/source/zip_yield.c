/* zip_yield.c - an entry of a zip is handed to the walker, and what is wrong with many is told. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/zip_walk.h"

bool zip_count_entry(struct zip *zip, struct inventory_part *part)
{
    struct assay_error failure;

    if (source_budget_entry(zip->container.budget, &failure) == ASSAY_OK &&
        source_budget_time(zip->container.budget, &failure) == ASSAY_OK)
        return true;
    gap_from(part, zip->container.path, &failure);
    zip->ended = true;
    return false;
}

enum assay_status zip_yield(struct zip *zip, const struct zip_record *record,
                            const struct zip_place *place, bool again, struct inventory_part *part,
                            struct entry *entry, struct assay_error *err)
{
    struct bytes name = zip_entry_name(record);
    const struct assay_path *path = inventory_path(part, zip->container.path, name);
    bool before = false;

    if (!again)
        TRY(member_names_add(&zip->names, name, &before, err));
    TRY(zip_entry_make(record, place, zip->links, part, entry, err));
    if (entry->type == ASSAY_ITEM_FILE)
        zip_place_pay((struct zip_place *)(uintptr_t)entry->handle, zip->container.plain->size,
                      zip->container.budget);
    member_judge(part, path, entry, record->at, before);
    return entry_place_one(entry, part, path, NULL) ? ASSAY_OK : fail_no_memory(err);
}

bool zip_may_share(struct zip *zip, uint64_t packed)
{
    if (packed > zip->shared_left)
        return false;
    zip->shared_left -= packed;
    return true;
}

static const struct {
    const char *id, *rest; /* the words behind a number */
} tolds[] = {
    [ZIP_TOLD_OVERLAP] = {GAP_BUNDLE_OVERLAP, "more entries share bytes with others"},
    [ZIP_TOLD_MISMATCH] = {GAP_BUNDLE_HEADER_MISMATCH,
                           "more entries differ from their own headers"},
    [ZIP_TOLD_HIDDEN] = {GAP_BUNDLE_HIDDEN_ENTRY,
                         "more entries are not named by the directory, or hide in folders"},
    [ZIP_TOLD_HOLE] = {GAP_BUNDLE_HIDDEN_ENTRY, "more places hold bytes that belong to no entry"},
    [ZIP_TOLD_TRAILING] = {GAP_BUNDLE_TRAILING_DATA, "more places hold bytes behind the end"},
};
_Static_assert(ARRAY_LEN(tolds) == ZIP_TOLDS, "each kind has its id");

void zip_tell(struct zip *zip, struct inventory_part *part, enum zip_told told,
              const struct zip_record *record, uint64_t at, const char *why)
{
    const struct assay_path *path = zip->container.path;

    if (zip->told[told]++ >= LIMIT_CONTAINER_GAPS)
        return;
    if (record)
        path = inventory_path(part, path, zip_entry_name(record));
    inventory_gap(part, tolds[told].id, path, at, why);
}

void zip_tell_counts(const struct zip *zip, struct inventory_part *part)
{
    char why[128];

    for (size_t i = 0; i < ZIP_TOLDS; i++) {
        if (zip->told[i] <= LIMIT_CONTAINER_GAPS)
            continue;
        snprintf(why, sizeof why, "%" PRIu64 " %s", zip->told[i] - LIMIT_CONTAINER_GAPS,
                 tolds[i].rest);
        inventory_gap(part, tolds[i].id, zip->container.path, ASSAY_NO_OFFSET, why);
    }
}
