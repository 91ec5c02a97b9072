/*
 * metrics.c - see metrics.h.
 *
 * A name is taken apart into words. Those that say which part of the data, and how an average was
 * taken, are looked at apart; what is left is looked up in metrics.def. A name that is not there is
 * compared word by word, so that two figures with names of their own are still told apart.
 */

#include "examine/words/metrics.h"

#include <ctype.h>
#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "base/word.h"
#include "examine/words/plain_character.h"

enum split { SPLIT_TEST, SPLIT_VALIDATION, SPLIT_TRAINING };

struct metric {
    const char *name;
    bool share;
    const char *family, *others;
};

#define SHARE true
#define PLAIN false

static const struct metric metrics[] = {
#define METRIC(name, scale, family, others) {name, scale, family, others},
#include "examine/words/metrics.def"
#undef METRIC
};

/* ---- words ---- */

static bool is_of_word(uint8_t byte)
{
    return byte >= 0x80 || isalnum(byte) || byte == '+';
}

/* Bytes of a joiner, a soft hyphen or a byte order mark at the front: nobody sees those. */
static size_t unseen_size(struct bytes word)
{
    uint32_t code;
    size_t size;

    return word.data[0] >= 0x80 && utf8_decode(word, &code, &size) &&
                   plain_character(code) == PLAIN_UNSEEN
               ? size
               : 0;
}

static void add_word(char *to, struct bytes word)
{
    size_t size = strlen(to);

    if (size + word.size + 2 > METRIC_NAME_SIZE)
        return;
    if (size > 0)
        to[size++] = ' ';
    while (word.size > 0) {
        size_t unseen = unseen_size(word);

        if (unseen == 0)
            to[size++] = (char)tolower(word.data[0]);
        word = bytes_from(word, unseen > 0 ? unseen : 1);
    }
    to[size] = 0;
}

static bool take_word(struct bytes *text, struct bytes *word)
{
    while (text->size > 0 && !is_of_word(text->data[0]))
        *text = bytes_from(*text, 1);
    *word = *text;
    while (text->size > 0 && is_of_word(text->data[0]))
        *text = bytes_from(*text, 1);
    word->size -= text->size;
    return word->size > 0;
}

#define IS_ONE_OF(word, ...)                                                                       \
    word_is_one_of((word), (const char *const[]){__VA_ARGS__},                                     \
                   ARRAY_LEN(((const char *const[]){__VA_ARGS__})))

static bool take_split(struct bytes word, enum split *split)
{
    if (IS_ONE_OF(word, "val", "valid", "validation", "dev", "development"))
        *split = SPLIT_VALIDATION;
    else if (IS_ONE_OF(word, "train", "training"))
        *split = SPLIT_TRAINING;
    else
        return IS_ONE_OF(word, "test", "testing", "eval", "evaluation", "holdout", "heldout");
    return true;
}

/* ---- the table ---- */

static bool is_listed(const char *others, const char *words)
{
    const size_t size = strlen(words);

    for (const char *at = others, *end; *at; at = *end ? end + 1 : end) {
        end = strchrnul(at, '|');
        if ((size_t)(end - at) == size && memcmp(at, words, size) == 0)
            return true;
    }
    return false;
}

static const struct metric *look_up(const char *words)
{
    for (size_t i = 0; i < ARRAY_LEN(metrics); i++)
        if (strcmp(metrics[i].name, words) == 0 || is_listed(metrics[i].others, words))
            return &metrics[i];
    return NULL;
}

/* As it is, or without "score" at its end. */
static const struct metric *find(const char *words)
{
    static const char score[] = " score";
    const struct metric *metric = look_up(words);
    size_t size = strlen(words);
    char shorter[METRIC_NAME_SIZE];

    if (metric || size < sizeof score || strcmp(words + size - (sizeof score - 1), score) != 0)
        return metric;
    memcpy(shorter, words, size);
    shorter[size - (sizeof score - 1)] = 0;
    return look_up(shorter);
}

static const char *average_of(struct bytes word)
{
    static const char *const averages[] = {"macro", "micro", "weighted", "samples", "binary"};

    for (size_t i = 0; i < ARRAY_LEN(averages); i++)
        if (word_is_one_of(word, &averages[i], 1))
            return averages[i];
    return "";
}

/* Takes off how an average was taken: "macro avg f1". */
static void take_average(struct metric_name *name)
{
    struct bytes text = bytes_text(name->words), word;
    char rest[METRIC_NAME_SIZE] = "";
    const char *average = "";

    while (take_word(&text, &word)) {
        if (*average_of(word))
            average = average_of(word);
        else if (!IS_ONE_OF(word, "avg", "average", "averaged"))
            add_word(rest, word);
    }
    if (!*average || !*rest)
        return;
    memcpy(name->words, rest, sizeof rest);
    name->average = average;
}

/* Takes off what says nothing of the figure. */
static void take_fillers(struct metric_name *name)
{
    struct bytes text = bytes_text(name->words), word;
    char rest[METRIC_NAME_SIZE] = "";

    while (take_word(&text, &word))
        if (!IS_ONE_OF(word, "all", "final", "full", "headline", "metric", "our", "ours", "overall",
                       "pct", "percent", "percentage", "reported", "total", "value"))
            add_word(rest, word);
    if (*rest)
        memcpy(name->words, rest, sizeof rest);
}

void metric_name_read(struct bytes text, struct metric_name *name)
{
    static void (*const steps[])(struct metric_name * name) = {take_fillers, take_average};
    enum split split = SPLIT_TEST;
    struct bytes word;

    *name = (struct metric_name){.average = ""};
    if (text.size >= METRIC_NAME_SIZE)
        return; /* nobody's, and compared with none */
    while (take_word(&text, &word))
        if (!take_split(word, &split))
            add_word(name->words, word);
    name->split = split;
    name->metric = find(name->words);
    for (size_t i = 0; i < ARRAY_LEN(steps) && !name->metric; i++) {
        steps[i](name);
        name->metric = find(name->words);
    }
}

/* ---- two of them ---- */

/* Whether one of two of a family has only the family's name. */
static bool are_of_family(const struct metric *a, const struct metric *b)
{
    return *a->family && strcmp(a->family, b->family) == 0 &&
           (strcmp(a->name, a->family) == 0 || strcmp(b->name, b->family) == 0);
}

enum metric_relation metric_names_relate(const struct metric_name *a, const struct metric_name *b)
{
    bool same = a->metric ? a->metric == b->metric : !b->metric && !strcmp(a->words, b->words);

    if (a->split != b->split || !*a->words || !*b->words)
        return METRICS_DIFFER;
    if (!same)
        return a->metric && b->metric && are_of_family(a->metric, b->metric) ? METRICS_UNCLEAR
                                                                             : METRICS_DIFFER;
    if (strcmp(a->average, b->average) == 0)
        return METRICS_SAME;
    return *a->average && *b->average ? METRICS_DIFFER : METRICS_UNCLEAR;
}

bool metric_is_share(const struct metric_name *name)
{
    return name->metric && name->metric->share;
}

bool metric_split_is_other(struct bytes name)
{
    enum split split = SPLIT_TEST;
    struct bytes word;

    while (split == SPLIT_TEST && take_word(&name, &word))
        (void)take_split(word, &split);
    return split != SPLIT_TEST;
}
