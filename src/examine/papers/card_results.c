/*
 * card_results.c - the figures in the `model-index` of a Hub card, each with its data set.
 * Source: Hugging Face Hub documentation, "Model Cards", model-index.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/papers/card.h"

static struct bytes text_of(const struct doc *map, const char *name)
{
    const struct doc *node = map ? doc_get(map, name) : NULL;

    return node && node->type == DOC_TEXT && !bytes_equal(node->text, BYTES("None"))
               ? node->text
               : bytes_of(NULL, 0);
}

/* The id of the data set; of one that a loader of local files has read, the name that it was given:
 * its id is that of the loader. */
static struct bytes dataset_of(const struct doc *dataset)
{
    static const char *const loaders[] = {"audiofolder", "csv",  "generator",  "imagefolder",
                                          "json",        "text", "videofolder"};
    struct bytes type = text_of(dataset, "type"), name = text_of(dataset, "name");
    bool local = type.size == 0;

    for (size_t i = 0; i < ARRAY_LEN(loaders); i++)
        local = local || bytes_equal(type, bytes_text(loaders[i]));
    return local && name.size > 0 ? name : type;
}

static bool tell(struct card *card, const struct doc *metric, const struct doc *dataset)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = (size_t)4 * LIMIT_CARD};
    struct bytes type = text_of(metric, "type"), value = text_of(metric, "value");
    struct bytes of = dataset_of(dataset), split = text_of(dataset, "split");
    struct bytes name = type.size > 0 ? type : text_of(metric, "name");

    if (name.size == 0 || value.size == 0)
        return false;
    buf_printf(&text, "%.*s: %.*s", (int)name.size, (const char *)name.data, (int)value.size,
               (const char *)value.data);
    if (of.size + split.size > 0)
        buf_printf(&text, " (%.*s%s%.*s)", (int)of.size, (const char *)of.data,
                   of.size > 0 && split.size > 0 ? ", " : "", (int)split.size,
                   (const char *)split.data);
    evidence_set(card->evidence, ASSAY_FACT_MODEL_RESULTS, DECLARED, buf_bytes(&text));
    return true;
}

static size_t read_result(struct card *card, const struct doc *result)
{
    const struct doc *metrics = doc_get(result, "metrics"), *dataset = doc_get(result, "dataset");
    size_t count = 0;

    for (size_t i = 0; metrics && metrics->type == DOC_LIST && i < metrics->count; i++)
        count += tell(card, &metrics->items[i], dataset);
    return count;
}

size_t card_read_results(struct card *card, const struct doc *index)
{
    size_t count = 0;

    for (size_t i = 0; index && index->type == DOC_LIST && i < index->count; i++) {
        const struct doc *results = doc_get(&index->items[i], "results");

        for (size_t j = 0; results && results->type == DOC_LIST && j < results->count; j++)
            count += read_result(card, &results->items[j]);
    }
    return count;
}
