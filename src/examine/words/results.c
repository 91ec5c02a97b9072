/*
 * results.c - see results.h.
 *
 * A figure contradicts another where both are of a metric of that name on that data, with another
 * value. Where one name says less than the other, or nobody says of which data or slice one is, an
 * equal value is agreement and another one is nothing that can be told. What is of other data, or
 * of a metric that the other side has not, is not compared.
 */

#include "examine/words/results.h"

#include <string.h>

#include "base/kit.h"
#include "base/word.h"
#include "examine/words/figure.h"

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
        "all",       "arrow",   "audiofolder", "config",   "csv",         "custom",     "data",
        "dataset",   "default", "entire",      "eval",     "evaluation",  "final",      "full",
        "generator", "holdout", "imagefolder", "internal", "json",        "jsonl",      "local",
        "none",      "on",      "overall",     "own",      "pandas",      "parquet",    "plain",
        "private",   "release", "released",    "set",      "test",        "testing",    "tests",
        "text",      "the",     "total",       "unknown",  "videofolder", "webdataset", "whole"};

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
static enum result_data data_of(struct bytes place, struct bytes path)
{
    const uint8_t *slash = place.size ? memrchr(place.data, '/', place.size) : NULL;
    bool named = false;
    struct bytes word;

    if (metric_split_is_other(place))
        return RESULT_OF_OTHER;
    if (path.size == 0)
        return RESULT_UNNAMED;
    if (slash) /* OWNER/NAME of a hub, or a path */
        place = bytes_from(place, (size_t)(slash - place.data) + 1);
    while (take_word(&place, &word)) {
        if (says_nothing(word))
            continue;
        named = true;
        if (!has_word(path, word))
            return RESULT_OF_OTHER;
    }
    return named ? RESULT_OF_TEST : RESULT_UNNAMED;
}

/* Whether the words narrow a figure down: the path has not all of them, and none is its metric. */
static bool narrows(const struct result *result, struct bytes words, struct bytes path)
{
    struct bytes word;

    while (take_word(&words, &word)) {
        struct metric_name name;

        metric_name_read(word, &name);
        if (!says_nothing(word) && !has_word(path, word) &&
            (!name.metric || name.metric != result->name.metric) && *name.words)
            return true;
    }
    return false;
}

void result_place(struct result *result, struct bytes path)
{
    result->data = data_of(result->place, path);
    result->sliced = narrows(result, result->which, path) || narrows(result, result->slice, path);
}

bool result_same_place(const struct result *a, const struct result *b)
{
    return bytes_equal(a->place, b->place) && bytes_equal(a->which, b->which) &&
           bytes_equal(a->slice, b->slice);
}

/* ---- lines ---- */

/* Cuts `text` at the first `mark`; gives what stands behind, or nothing. */
static struct bytes cut(struct bytes *text, struct bytes mark)
{
    const uint8_t *at = text->size ? memmem(text->data, text->size, mark.data, mark.size) : NULL;
    struct bytes behind = bytes_of(NULL, 0);

    if (at) {
        behind = bytes_from(*text, (size_t)(at - text->data) + mark.size);
        text->size = (size_t)(at - text->data);
    }
    return behind;
}

static struct bytes without_bracket(struct bytes text)
{
    text.size -= bytes_ends(text, BYTES(")"));
    return text;
}

/* "wer (with a language model)": where the field has no such name, the brackets narrow it down. */
static void read_name(struct bytes text, struct result *result)
{
    unsigned split;

    metric_name_read(text, &result->name);
    split = result->name.split;
    if (result->name.metric)
        return;
    result->which = without_bracket(cut(&text, BYTES(" (")));
    if (result->which.size == 0)
        return;
    metric_name_read(text, &result->name);
    result->name.split = split;
}

bool result_read(struct bytes line, bool placed, struct result *result)
{
    struct bytes name = line;

    *result = (struct result){.line = line};
    result->value = cut(&name, BYTES(": "));
    if (name.size == line.size)
        return false;
    read_name(name, result);
    if (placed) {
        result->place = without_bracket(cut(&result->value, BYTES(" (")));
        result->slice = cut(&result->place, BYTES("; "));
    }
    result->sliced = narrows(result, result->which, bytes_of(NULL, 0)) ||
                     narrows(result, result->slice, bytes_of(NULL, 0));
    return true;
}

/* ---- verdicts ---- */

/* Names of slices: of the two, one alone may have one. */
static enum metric_relation relate(const struct result *a, const struct result *b)
{
    return a->which.size > 0 && b->which.size > 0 && !word_is(a->which, b->which)
               ? METRICS_DIFFER
               : metric_names_relate(&a->name, &b->name);
}

/* Whether a figure is that number, rounded to the digits that it gives. */
static bool is_rounded(const struct result *result, const struct result *exact)
{
    double number;

    if (!figure_read(exact->value, &number))
        return false;
    return metric_is_share(&result->name) ? figure_is_share(result->value, number)
                                          : figure_is(result->value, number);
}

static enum result_verdict verdict_of(const struct result *result, const struct result *measured,
                                      enum metric_relation relation, bool rounded_alone)
{
    bool one = result->which.size > 0 && word_is(result->which, measured->which) &&
               result->slice.size == 0;
    bool sliced = !one && (result->sliced || measured->sliced);

    if (is_rounded(result, measured) || (!rounded_alone && is_rounded(measured, result)))
        return RESULT_AGREES;
    return relation == METRICS_SAME && result->data == RESULT_OF_TEST && !sliced
               ? RESULT_CONTRADICTS
               : RESULT_UNCLEAR;
}

static void judge(struct result *result, const struct result *measured, size_t count,
                  bool rounded_alone)
{
    unsigned closest = 0;

    result->verdict = RESULT_NOT_COMPARED;
    for (size_t i = 0; result->data != RESULT_OF_OTHER && i < count; i++) {
        enum metric_relation relation = relate(result, &measured[i]);
        unsigned close = 2 * (unsigned)relation + word_is(result->which, measured[i].which);
        enum result_verdict verdict;

        if (relation == METRICS_DIFFER || close < closest)
            continue;
        verdict = verdict_of(result, &measured[i], relation, rounded_alone);
        if (close == closest && verdict != RESULT_AGREES)
            continue;
        closest = close;
        result->verdict = verdict;
        result->against = &measured[i];
    }
}

/* A card may give one metric on one data set for several slices: one of them is the report's. */
static bool is_other_slice(const struct result *results, size_t count, const struct result *result)
{
    for (size_t i = 0; result->sliced && i < count; i++)
        if (results[i].verdict == RESULT_AGREES && bytes_equal(results[i].place, result->place) &&
            !result_same_place(&results[i], result) &&
            metric_names_relate(&results[i].name, &result->name) != METRICS_DIFFER)
            return true;
    return false;
}

void results_judge(struct result *results, size_t count, const struct result *measured,
                   size_t measured_count, bool rounded_alone)
{
    for (size_t i = 0; i < count; i++)
        judge(&results[i], measured, measured_count, rounded_alone);
    for (size_t i = 0; i < count; i++)
        if (results[i].verdict == RESULT_UNCLEAR && is_other_slice(results, count, &results[i]))
            results[i].verdict = RESULT_NOT_COMPARED;
}
