/*
 * functions_results.c - the figures of a card against those of an evaluation report.
 *
 * A figure contradicts the report where both have a metric of that name on that data, with another
 * value. Where one name says less than the other, or the card does not say which data it means, an
 * equal value is agreement and another one is nothing that can be told. What is of other data, or
 * of a metric that the report has not, is not compared.
 */

#include "base/arena.h"
#include "base/kit.h"
#include "policy/functions_figures.h"
#include "policy/functions_part.h"
#include "policy/metrics.h"
#include "policy/word.h"

enum { LINE_STEPS = 100 }; /* to look a name up, compared with one step of an expression */

enum data { DATA_OF_TEST, DATA_UNNAMED, DATA_OTHER };

enum verdict { NOT_COMPARED, AGREES, UNCLEAR, CONTRADICTS };

/* A line "NAME: VALUE", or "NAME: VALUE (DATASET, SPLIT)". */
struct result {
    struct bytes line, value, place; /* place: what stands in the brackets */
    struct metric_name name;
    enum data data;
    enum verdict verdict;
    const struct result *against;
};

struct results {
    struct result *items;
    size_t count;
};

/* ---- which data ---- */

static bool take_word(struct bytes *text, struct bytes *word)
{
    static const char between[] = " ,./\\_-:;()[]{}#@+'\"";

    while (text->size > 0 && bytes_has(bytes_text(between), text->data[0]))
        *text = bytes_from(*text, 1);
    *word = *text;
    while (text->size > 0 && !bytes_has(bytes_text(between), text->data[0]))
        *text = bytes_from(*text, 1);
    word->size -= text->size;
    return word->size > 0;
}

/* What may be said of any data, loaders of local files among them. */
static bool says_nothing(struct bytes word)
{
    static const char *const words[] = {
        "arrow", "audiofolder", "csv",       "custom",  "data",        "dataset",   "default",
        "eval",  "evaluation",  "generator", "holdout", "imagefolder", "internal",  "json",
        "jsonl", "local",       "none",      "own",     "pandas",      "parquet",   "private",
        "set",   "test",        "text",      "unknown", "videofolder", "webdataset"};

    return word_is_one_of(word, words, ARRAY_LEN(words));
}

static bool has_word(struct bytes text, struct bytes word)
{
    struct bytes other;

    while (take_word(&text, &other))
        if (word_is(word, other))
            return true;
    return false;
}

/* `place`: "credit-risk, test"; `path`: that of the test set of the report. */
static enum data data_of(struct bytes place, struct bytes path)
{
    const uint8_t *slash = place.size ? memrchr(place.data, '/', place.size) : NULL;
    bool named = false;
    struct bytes word;

    if (metric_split_is_other(place))
        return DATA_OTHER;
    if (slash) /* OWNER/NAME of a hub, or a path */
        place = bytes_from(place, (size_t)(slash - place.data) + 1);
    while (take_word(&place, &word)) {
        if (says_nothing(word))
            continue;
        named = true;
        if (!has_word(path, word))
            return DATA_OTHER;
    }
    return named ? DATA_OF_TEST : DATA_UNNAMED;
}

/* ---- lines ---- */

static bool read_line(struct bytes line, bool placed, struct result *result)
{
    const uint8_t *colon = line.size ? memmem(line.data, line.size, ": ", 2) : NULL, *open;

    *result = (struct result){.line = line};
    if (!colon)
        return false;
    metric_name_read(bytes_of(line.data, (size_t)(colon - line.data)), &result->name);
    result->value = bytes_from(line, (size_t)(colon - line.data) + 2);
    open = placed && result->value.size ? memmem(result->value.data, result->value.size, " (", 2)
                                        : NULL;
    if (open) {
        result->place = bytes_from(result->value, (size_t)(open - result->value.data) + 2);
        result->value.size = (size_t)(open - result->value.data);
        if (bytes_ends(result->place, BYTES(")")))
            result->place.size--;
    }
    return true;
}

static bool read_lines(struct cel_run *run, const struct cel_list *list, bool placed,
                       struct results *results)
{
    results->items = cel_run_alloc(run, list->count + 1, sizeof *results->items);
    results->count = 0;
    if (!results->items || !cel_run_steps(run, (uint64_t)list->count * LINE_STEPS))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == CEL_STRING &&
            read_line(list->items[i].of.text, placed, &results->items[results->count]))
            results->count++;
    return true;
}

/* ---- verdicts ---- */

static bool has_value(const struct result *result, const struct result *measured)
{
    double number;

    if (!figure_read(measured->value, &number))
        return false;
    return metric_is_share(&result->name) ? figure_is_share(result->value, number)
                                          : figure_is(result->value, number);
}

static enum verdict verdict_of(const struct result *result, const struct result *measured,
                               enum metric_relation relation)
{
    if (has_value(result, measured))
        return AGREES;
    return relation == METRICS_SAME && result->data == DATA_OF_TEST ? CONTRADICTS : UNCLEAR;
}

/* The closest name decides; of several, the first, or one with that value. */
static void judge(struct result *result, const struct results *measured)
{
    enum metric_relation closest = METRICS_DIFFER;

    for (size_t i = 0; result->data != DATA_OTHER && i < measured->count; i++) {
        const struct result *other = &measured->items[i];
        enum metric_relation relation = metric_names_relate(&result->name, &other->name);
        enum verdict verdict;

        if (relation == METRICS_DIFFER || relation < closest)
            continue;
        verdict = verdict_of(result, other, relation);
        if (relation == closest && verdict != AGREES)
            continue;
        closest = relation;
        result->verdict = verdict;
        result->against = other;
    }
}

/* A card may give one metric of one data set in several ways: one of them is the report's. */
static bool is_other_way(const struct results *results, const struct result *result)
{
    for (size_t i = 0; i < results->count; i++) {
        const struct result *other = &results->items[i];

        if (other->verdict == AGREES && bytes_equal(other->place, result->place) &&
            metric_names_relate(&other->name, &result->name) != METRICS_DIFFER)
            return true;
    }
    return false;
}

static struct cel_value list_of(struct cel_run *run, const struct results *results,
                                enum verdict verdict)
{
    struct cel_value *found = cel_run_alloc(run, results->count + 1, sizeof *found);
    size_t size = 0;

    for (size_t i = 0; found && i < results->count; i++) {
        const struct result *result = &results->items[i];
        struct bytes a = result->line, b;
        const char *text;

        if (result->verdict != verdict)
            continue;
        b = result->against->line;
        if (!cel_run_steps(run, results->count))
            return cel_run_over(run);
        if (result->place.size > 0 && is_other_way(results, result))
            continue;
        text = arena_printf(cel_run_arena(run), "%.*s, its evaluation report %.*s", (int)a.size,
                            (const char *)a.data, (int)b.size, (const char *)b.data);
        if (!text)
            return cel_run_over(run);
        found[size++] = cel_of_text(text);
    }
    return found ? cel_of_list(cel_run_arena(run), found, size) : cel_run_over(run);
}

/* `path`: NULL for figures that are of the model as such. */
static struct cel_value compare(struct cel_run *run, const struct cel_value *args,
                                const struct bytes *path, enum verdict verdict)
{
    struct results card, measured;
    uint64_t pairs;

    if (!read_lines(run, args[0].of.list, path != NULL, &card) ||
        !read_lines(run, args[1].of.list, false, &measured) ||
        ckd_mul(&pairs, (uint64_t)card.count, (uint64_t)measured.count) ||
        !cel_run_steps(run, pairs))
        return cel_run_over(run);
    for (size_t i = 0; i < card.count; i++) {
        if (path)
            card.items[i].data = data_of(card.items[i].place, *path);
        judge(&card.items[i], &measured);
    }
    return list_of(run, &card, verdict);
}

FUNCTION(figures_contradicting)
{
    (void)count, (void)user;
    return compare(run, args, NULL, CONTRADICTS);
}

FUNCTION(figures_unclear)
{
    (void)count, (void)user;
    return compare(run, args, NULL, UNCLEAR);
}

FUNCTION(results_contradicting)
{
    (void)count, (void)user;
    return compare(run, args, &args[2].of.text, CONTRADICTS);
}

FUNCTION(results_unclear)
{
    (void)count, (void)user;
    return compare(run, args, &args[2].of.text, UNCLEAR);
}
