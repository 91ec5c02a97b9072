/*
 * lineage_card.c - what a card declares of a model: base models and data sets, by name alone.
 *
 * The card itself was read by its inspector; its facts stand at the models that it describes. A
 * name is no digest, so each is kept as declared.
 */

#include <string.h>

#include "base/kit.h"
#include "inventory/path.h"
#include "project/lineage.h"

static bool is_from(const struct assay_fact *fact, const char *card)
{
    return fact->from && !fact->from->container &&
           bytes_equal(path_name(fact->from), bytes_text(card));
}

static ASSAY_RESULT add_declared(struct lineage_reader *reader, const char *name, const char *kind,
                                 struct lineage_list *list)
{
    struct lineage_thing thing = {
        .name = arena_text(reader->arena, name), .kind = kind, .how = "declared"};

    thing.uri = strstr(name, "://") ? thing.name : lineage_declared(reader->arena, name);
    if (!thing.name || !thing.uri)
        return out_of_memory(reader->err);
    return lineage_add(reader->arena, list, &thing, reader->err);
}

static ASSAY_RESULT add_fact(struct lineage_reader *reader, const struct assay_fact *fact,
                             struct lineage_list *list)
{
    const char *kind = fact->id == ASSAY_FACT_MODEL_BASE_MODEL ? "model" : "dataset";

    if (fact->value.type == ASSAY_VALUE_TEXT)
        return add_declared(reader, fact->value.text, kind, list);
    for (size_t i = 0; fact->value.type == ASSAY_VALUE_TEXTS && i < fact->value.count; i++)
        TRY(add_declared(reader, fact->value.texts[i], kind, list));
    return ASSAY_OK;
}

static ASSAY_RESULT read_item(struct lineage_reader *reader, const struct assay_item *item,
                              const char *card)
{
    CLEANUP(free_cleanup) char *shown = assay_path_show(item->path);
    struct lineage_place place = {shown, NULL, "model", false};
    struct lineage_list inputs = {0};
    struct lineage_run *run;
    size_t count;

    for (size_t i = 0; i < item->declared_count; i++) {
        const struct assay_fact *fact = &item->declared[i];

        if ((fact->id == ASSAY_FACT_MODEL_BASE_MODEL || fact->id == ASSAY_FACT_MODEL_DATASETS) &&
            is_from(fact, card))
            TRY(add_fact(reader, fact, &inputs));
    }
    if (inputs.count == 0 || !shown)
        return ASSAY_OK;
    run = lineage_new_run(reader);
    if (!run)
        return assay_fail(reader->err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "the card describes too many models");
    run->inputs = inputs;
    return lineage_add_items(reader, &place, &run->outputs, &count);
}

enum assay_status lineage_read_card(struct lineage_reader *reader)
{
    const char *card = lineage_beside(reader, reader->lineage->name);

    for (size_t i = 0; card && i < reader->inventory->item_count; i++)
        if (reader->inventory->items[i].content->kind == ASSAY_KIND_MODEL)
            TRY(read_item(reader, &reader->inventory->items[i], card));
    return ASSAY_OK;
}
