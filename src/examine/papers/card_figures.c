/* card_figures.c - the figures that a model's card gives, each as NAME: VALUE, however it writes
 * them: {auc: 0.91}, [{auc: 0.91}] or [{name: auc, value: 0.91}]. */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/papers/card.h"

static void tell_one(struct card *card, struct bytes name, struct bytes value)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = (size_t)2 * LIMIT_CARD};

    buf_printf(&text, "%.*s: %.*s", (int)name.size, (const char *)name.data, (int)value.size,
               (const char *)value.data);
    evidence_set(card->evidence, ASSAY_FACT_MODEL_FIGURES, DECLARED, buf_bytes(&text));
}

static void tell(struct card *card, struct bytes name, const struct doc *value)
{
    if (value && value->type == DOC_TEXT)
        tell_one(card, name, value->text);
    for (size_t i = 0; value && value->type == DOC_LIST && i < value->count; i++)
        if (value->items[i].type == DOC_TEXT)
            tell_one(card, name, value->items[i].text);
}

static void read_map(struct card *card, const struct doc *map)
{
    static const char *const names[] = {"name", "metric", "type"};
    const struct doc *value = doc_get(map, "value");

    for (size_t i = 0; value && i < ARRAY_LEN(names); i++) {
        const struct doc *name = doc_get(map, names[i]);

        if (name && name->type == DOC_TEXT) {
            tell(card, name->text, value);
            return;
        }
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct doc_member *member = &map->members[i];
        bool inner = member->value.type == DOC_MAP;

        tell(card, member->name, inner ? doc_get(&member->value, "value") : &member->value);
    }
}

void card_read_figures(struct card *card, const struct doc *metrics)
{
    if (!metrics)
        return;
    if (metrics->type == DOC_TEXT && metrics->text.size > 0 &&
        memmem(metrics->text.data, metrics->text.size, ": ", 2)) /* "auc: 0.91" */
        evidence_set(card->evidence, ASSAY_FACT_MODEL_FIGURES, DECLARED, metrics->text);
    if (metrics->type == DOC_MAP)
        read_map(card, metrics);
    for (size_t i = 0; metrics->type == DOC_LIST && i < metrics->count; i++)
        if (metrics->items[i].type == DOC_MAP)
            read_map(card, &metrics->items[i]);
}
