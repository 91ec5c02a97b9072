/* speakers.c - see speakers.h. */

#include "policy/speakers.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/card_subjects.h"
#include "policy/facts_records.h"

struct speakers {
    const struct assay_inventory *from;
    struct arena *arena;
    struct records *records;
    struct card_subjects cards; /* of `from` */
};

void speakers_freep(struct speakers **speakers)
{
    if (!*speakers)
        return;
    records_free((*speakers)->records);
    arena_free((*speakers)->arena);
    card_subjects_clear(&(*speakers)->cards);
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
    TRY(card_subjects_init(&speakers->cards, from, err));
    TRY(record_types_make(speakers->arena, &cel_dyn, &cel_dyn, &types, err));
    TRY(records_new(types, NULL, &sources, &speakers->records, err));
    *out = TAKE(speakers);
    return ASSAY_OK;
}

bool speakers_name(const struct speakers *speakers, const struct assay_item *item)
{
    return records_name_in(speakers->records, item, speakers->from) ||
           card_subjects_have(&speakers->cards, item->path);
}
