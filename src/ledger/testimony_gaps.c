/* testimony_gaps.c - what of a testimony is not known, as gaps of what is judged. */

#include <string.h>

#include "base/kit.h"
#include "inventory/build.h"
#include "inventory/gaps.h"
#include "ledger/testimony.h"

struct telling {
    struct arena *arena; /* of the inventory */
    struct buf gaps;     /* struct assay_gap */
    struct assay_error *err;
};

static void telling_clear(struct telling *telling)
{
    buf_clear(&telling->gaps);
}

static bool is_entry(const char *where)
{
    return strncmp(where, "entry ", 6) == 0;
}

/* An entry of a ledger is no item: its gap is of the target, and names it in words. */
static ASSAY_RESULT add(struct telling *telling, const char *id, const char *where, const char *why)
{
    struct assay_path *path = NULL;
    struct assay_gap gap = {.id = id, .why = why, .offset = ASSAY_NO_OFFSET};

    if (!is_entry(where)) {
        path = arena_alloc(telling->arena, sizeof *path);
        if (!path)
            return testimony_no_memory(telling->err);
        path->name = arena_text(telling->arena, where);
        path->size = strlen(where);
        if (!path->name)
            return testimony_no_memory(telling->err);
    }
    gap.path = path;
    if (!why)
        return testimony_no_memory(telling->err);
    buf_add(&telling->gaps, &gap, sizeof gap);
    return buf_status(&telling->gaps, telling->err);
}

static ASSAY_RESULT add_doubt(struct telling *telling, const struct assay_withdrawal *doubt,
                              const char *named)
{
    bool filed = !is_entry(doubt->where);

    return add(telling, GAP_ATTESTATION_UNVERIFIED, doubt->where,
               arena_printf(telling->arena,
                            "%s%sno key that counts signed this withdrawal: whether %s still "
                            "counts is not known",
                            filed ? "" : doubt->where, filed ? "" : ": ", named));
}

/* What is past its end counts nowhere, so nothing hangs on who took it back. */
enum assay_status assay_testimony_gaps(const struct assay_testimony *testimony, int64_t time,
                                       struct assay_inventory *inventory, struct assay_error *err)
{
    CLEANUP(telling_clear)
    struct telling telling = {
        .arena = inventory_arena(inventory), .gaps = {.ceiling = SIZE_MAX}, .err = err};

    for (size_t i = 0; i < testimony->unread_count; i++)
        TRY(add(&telling, GAP_ATTESTATION_UNREAD, testimony->unread[i].where,
                arena_printf(telling.arena, "it may be a withdrawal, and cannot be read: %s",
                             testimony->unread[i].why)));
    for (size_t i = 0; i < testimony->attestation_count; i++)
        if (testimony->attestations[i].doubt && time < testimony->attestations[i].until)
            TRY(add_doubt(&telling, testimony->attestations[i].doubt,
                          testimony->attestations[i].where));
    for (size_t i = 0; i < testimony->waiver_count; i++)
        if (testimony->waivers[i].doubt && time < testimony->waivers[i].until)
            TRY(add_doubt(&telling, testimony->waivers[i].doubt, testimony->waivers[i].where));
    if (telling.gaps.size == 0)
        return ASSAY_OK;
    return inventory_add_gaps(inventory, (const struct assay_gap *)(const void *)telling.gaps.data,
                              telling.gaps.size / sizeof(struct assay_gap), err);
}
