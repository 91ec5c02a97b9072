/*
 * card_results.c - the figures in the `model-index` of a Hub card, each with its data set.
 * Source: Hugging Face Hub documentation, "Model Cards", model-index.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/papers/card.h"
#include "examine/words/metrics.h"

static struct bytes text_of(const struct doc *map, const char *name)
{
    const struct doc *node = map ? doc_get(map, name) : NULL;

    if (node && node->type == DOC_LIST && node->count == 1)
        node = &node->items[0];
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

/* What separates the parts of a line is taken out of them. */
static void write_words(struct buf *text, struct bytes words)
{
    for (size_t i = 0; i < words.size; i++)
        buf_byte(text, bytes_has(BYTES("():;"), words.data[i]) ? ' ' : words.data[i]);
}

/* The type of a metric, its name where that says more of it, or both where the name narrows it
 * down: "wer (WER with a language model)". */
static void write_metric(struct buf *text, struct bytes type, struct bytes name)
{
    struct metric_name a, b;

    metric_name_read(type, &a);
    metric_name_read(name, &b);
    if (name.size == 0 || metric_names_relate(&a, &b) == METRICS_SAME) {
        write_words(text, type);
    } else if (type.size == 0 || metric_names_relate(&a, &b) == METRICS_UNCLEAR) {
        write_words(text, name);
    } else {
        write_words(text, type);
        buf_text(text, " (");
        write_words(text, name);
        buf_text(text, ")");
    }
}

/* "DATASET, SPLIT; config CONFIG, of MODEL" */
static void write_place(struct buf *text, const struct doc *dataset, struct bytes model)
{
    struct bytes of = dataset_of(dataset), split = text_of(dataset, "split");
    struct bytes config = text_of(dataset, "config");

    if (bytes_equal(config, BYTES("default")))
        config.size = 0;
    if (of.size + split.size + config.size + model.size == 0)
        return;
    buf_text(text, " (");
    write_words(text, of);
    buf_text(text, of.size > 0 && split.size > 0 ? ", " : "");
    write_words(text, split);
    if (config.size > 0) {
        buf_text(text, "; config ");
        write_words(text, config);
    }
    if (model.size > 0) {
        buf_text(text, config.size > 0 ? ", of " : "; of ");
        write_words(text, model);
    }
    buf_text(text, ")");
}

static bool tell(struct card *card, const struct doc *metric, const struct doc *dataset,
                 struct bytes model)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = (size_t)6 * LIMIT_CARD};
    struct bytes type = text_of(metric, "type"), name = text_of(metric, "name");
    struct bytes value = text_of(metric, "value");

    if (type.size + name.size + value.size == 0 && metric->type == DOC_MAP && metric->count == 1 &&
        metric->members[0].value.type == DOC_TEXT) { /* {accuracy: 0.9} */
        type = metric->members[0].name;
        value = metric->members[0].value.text;
    }
    if (type.size + name.size == 0 || value.size == 0)
        return false;
    write_metric(&text, type, name);
    buf_printf(&text, ": %.*s", (int)value.size, (const char *)value.data);
    write_place(&text, dataset, model);
    evidence_set(card->evidence, ASSAY_FACT_MODEL_RESULTS, DECLARED, buf_bytes(&text));
    return true;
}

/* What the Hub takes for a list some write as its one element. */
static const struct doc *element(const struct doc *list, size_t at)
{
    if (list && list->type == DOC_LIST)
        return at < list->count ? &list->items[at] : NULL;
    return list && list->type == DOC_MAP && at == 0 ? list : NULL;
}

static size_t read_result(struct card *card, const struct doc *result, struct bytes model)
{
    const struct doc *metrics = doc_get(result, "metrics"), *dataset = doc_get(result, "dataset");
    const struct doc *metric;
    size_t count = 0;

    for (size_t i = 0; (metric = element(metrics, i)); i++)
        count += tell(card, metric, dataset, model);
    return count;
}

/* Several models in one index are told apart by their names. */
size_t card_read_results(struct card *card, const struct doc *index)
{
    const struct doc *model, *result;
    size_t models = 0, count = 0;

    for (size_t i = 0; (model = element(index, i)); i++)
        models += element(doc_get(model, "results"), 0) != NULL;
    for (size_t i = 0; (model = element(index, i)); i++) {
        const struct doc *results = doc_get(model, "results");
        struct bytes name = models > 1 ? text_of(model, "name") : bytes_of(NULL, 0);

        for (size_t j = 0; (result = element(results, j)); j++)
            count += read_result(card, result, name);
    }
    return count;
}
