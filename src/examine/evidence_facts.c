/* evidence_facts.c - facts by id and origin. */

#include <assert.h>

#include "base/kit.h"
#include "base/text.h"
#include "examine/evidence_part.h"

#define INTEGER_MAX ((UINT64_C(1) << 53) - 1) /* what a JSON number holds exactly */

static struct slot *use_slot(struct evidence *evidence, enum assay_fact_id id,
                             enum fact_origin origin, enum assay_value_type type)
{
    struct slot *slot = &evidence->slots[id][origin];

    assert(assay_facts[id].type == type);
    evidence->facts_used = true;
    slot->used = true;
    slot->value.type = type;
    return slot;
}

void evidence_int(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                  uint64_t value)
{
    if (value <= INTEGER_MAX) /* beyond, the fact stays unknown: a rounded number would be a lie */
        use_slot(evidence, id, origin, ASSAY_VALUE_INT)->value.integer = (int64_t)value;
}

void evidence_bool(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   bool value)
{
    use_slot(evidence, id, origin, ASSAY_VALUE_BOOL)->value.boolean = value;
}

void evidence_text(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   struct bytes value)
{
    const char *text = evidence_keep(evidence, value, false);

    if (text)
        use_slot(evidence, id, origin, ASSAY_VALUE_TEXT)->value.text = text;
}

void evidence_document(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                       struct bytes document)
{
    const char *text = arena_copy(evidence->arena, document);

    if (text)
        use_slot(evidence, id, origin, ASSAY_VALUE_TEXT)->value.text = text;
    else
        evidence->out_of_memory = true;
}

const char *evidence_found_text(const struct evidence *evidence, enum assay_fact_id id,
                                enum fact_origin origin)
{
    const struct slot *slot = &evidence->slots[id][origin];

    return slot->used && slot->value.type == ASSAY_VALUE_TEXT ? slot->value.text : NULL;
}

/* Puts `text` at `at` of the list; past the limit it is only counted. */
static void list_insert(struct evidence *evidence, struct slot *slot, size_t at, const char *text)
{
    if (slot->count == slot->capacity) {
        size_t capacity = slot->capacity ? slot->capacity * 2 : 8;
        const char **texts = arena_array(evidence->arena, capacity, sizeof *texts);

        if (!texts) {
            evidence->out_of_memory = true;
            return;
        }
        if (slot->count)
            memcpy(texts, slot->texts, slot->count * sizeof *texts);
        slot->texts = texts;
        slot->capacity = capacity;
    }
    memmove(slot->texts + at + 1, slot->texts + at, (slot->count - at) * sizeof *slot->texts);
    slot->texts[at] = text;
    slot->count++;
}

void evidence_list(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   struct bytes element)
{
    struct slot *slot = use_slot(evidence, id, origin, ASSAY_VALUE_TEXTS);
    const char *text;

    if (slot->count >= LIMIT_FACT_LIST) {
        slot->dropped++;
        return;
    }
    text = evidence_keep(evidence, element, false);
    if (text)
        list_insert(evidence, slot, slot->count, text);
}

void evidence_set(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                  struct bytes element)
{
    struct slot *slot = use_slot(evidence, id, origin, ASSAY_VALUE_TEXTS);
    struct bytes shown = evidence_cut(element);
    size_t low = 0, high = slot->count;
    const char *text = NULL;

    if (!utf8_valid(shown) || (shown.size && memchr(shown.data, 0, shown.size))) {
        text = evidence_keep(evidence, element, false);
        if (!text)
            return;
        shown = bytes_text(text);
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(shown, bytes_text(slot->texts[middle]));

        if (order == 0)
            return;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    if (slot->count >= LIMIT_FACT_LIST) {
        slot->dropped++;
        return;
    }
    if (!text)
        text = evidence_keep(evidence, element, false);
    if (text)
        list_insert(evidence, slot, low, text);
}

void evidence_lift(struct evidence *evidence, const struct assay_fact *fact)
{
    enum fact_origin origin = fact->declared ? DECLARED : MEASURED;
    struct slot *slot;

    if (evidence->slots[fact->id][origin].used)
        return;
    slot = use_slot(evidence, fact->id, origin, fact->value.type);
    slot->value = fact->value;
    if (fact->value.type == ASSAY_VALUE_TEXTS)
        for (size_t i = 0; i < fact->value.count; i++)
            list_insert(evidence, slot, slot->count, fact->value.texts[i]);
}

/* Its value as it will stand; a list says how much was left out of it. */
static struct assay_value end_slot(struct evidence *evidence, struct slot *slot)
{
    if (slot->dropped) {
        const char *more =
            arena_printf(evidence->arena, "... %llu more", (unsigned long long)slot->dropped);

        if (more)
            list_insert(evidence, slot, slot->count, more);
        else
            evidence->out_of_memory = true;
    }
    if (slot->value.type == ASSAY_VALUE_TEXTS) {
        slot->value.texts = slot->texts;
        slot->value.count = slot->count;
    }
    return slot->value;
}

void evidence_end_facts(struct evidence *evidence, struct assay_examination *content)
{
    struct assay_fact *facts;
    size_t count = 0;

    if (!evidence->facts_used)
        return;
    for (size_t i = 0; i < ASSAY_FACTS; i++)
        count += (size_t)evidence->slots[i][MEASURED].used + evidence->slots[i][DECLARED].used;
    facts = arena_array(evidence->arena, count, sizeof *facts);
    if (!facts) {
        evidence->out_of_memory = true;
        return;
    }
    count = 0;
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        for (int origin = MEASURED; origin <= DECLARED; origin++) {
            struct slot *slot = &evidence->slots[i][origin];

            if (slot->used)
                facts[count++] = (struct assay_fact){.id = (enum assay_fact_id)i,
                                                     .declared = origin == DECLARED,
                                                     .value = end_slot(evidence, slot)};
        }
    }
    content->facts = facts;
    content->fact_count = count;
}
