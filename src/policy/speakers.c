/* speakers.c - see speakers.h. */

#include "policy/speakers.h"

#include <assay/audit.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/facts_records.h"

struct speakers {
    const struct assay_inventory *from;
    struct arena *arena;
    struct records *records;
};

void speakers_freep(struct speakers **speakers)
{
    if (!*speakers)
        return;
    records_free((*speakers)->records);
    arena_free((*speakers)->arena);
    free(*speakers);
    *speakers = NULL;
}

enum assay_status speakers_new(const struct assay_inventory *from,
                               const struct assay_inventory *whole, struct speakers **out,
                               struct assay_error *err)
{
    CLEANUP(speakers_freep) struct speakers *speakers = calloc(1, sizeof *speakers);
    const struct facts_sources sources = {.inventory = from, .tree = whole};
    const struct record_types *types;

    if (!speakers || !(speakers->arena = arena_new()))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for records");
    speakers->from = from;
    TRY(record_types_make(speakers->arena, &cel_dyn, &cel_dyn, &types, err));
    TRY(records_new(types, NULL, &sources, &speakers->records, err));
    *out = TAKE(speakers);
    return ASSAY_OK;
}

bool speakers_name(const struct speakers *speakers, const struct assay_item *item)
{
    if (records_name_in(speakers->records, item, speakers->from))
        return true;
    for (size_t i = 0; i < speakers->from->item_count; i++)
        if (assay_card_describes(&speakers->from->items[i], item->path))
            return true;
    return false;
}
