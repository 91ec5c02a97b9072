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
    const struct assay_item **cards; /* of `from` */
    size_t card_count;
};

void speakers_freep(struct speakers **speakers)
{
    if (!*speakers)
        return;
    records_free((*speakers)->records);
    arena_free((*speakers)->arena);
    free((*speakers)->cards);
    free(*speakers);
    *speakers = NULL;
}

static ASSAY_RESULT find_cards(struct speakers *speakers, struct assay_error *err)
{
    const struct assay_inventory *from = speakers->from;
    size_t count = 0;

    for (size_t i = 0; i < from->item_count; i++)
        count += from->items[i].content->kind == ASSAY_KIND_CARD;
    if (count == 0)
        return ASSAY_OK;
    speakers->cards = calloc(count, sizeof(const struct assay_item *));
    if (!speakers->cards)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for cards");
    for (size_t i = 0; i < from->item_count; i++)
        if (from->items[i].content->kind == ASSAY_KIND_CARD)
            speakers->cards[speakers->card_count++] = &from->items[i];
    return ASSAY_OK;
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
    TRY(find_cards(speakers, err));
    TRY(record_types_make(speakers->arena, &cel_dyn, &cel_dyn, &types, err));
    TRY(records_new(types, NULL, &sources, &speakers->records, err));
    *out = TAKE(speakers);
    return ASSAY_OK;
}

bool speakers_name(const struct speakers *speakers, const struct assay_item *item)
{
    if (records_name_in(speakers->records, item, speakers->from))
        return true;
    for (size_t i = 0; i < speakers->card_count; i++)
        if (assay_card_describes(speakers->cards[i], item->path))
            return true;
    return false;
}
