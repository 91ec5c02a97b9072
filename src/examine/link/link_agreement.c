/*
 * link_agreement.c - whether card, configuration and file say the same of a model: architecture,
 * parameters, licence, base model, figures. What they say differently is a fact of the model; what
 * only the configuration beside it says becomes a declared fact of it. Of a data set, whether its
 * own card and the file agree on rows and columns; the card of a folder may count all that stands
 * in it.
 *
 * Only what can be told apart from other words for the same is told: licences by their SPDX
 * identifiers, architectures where one name is no part of the other, parameters beyond what names
 * are rounded to.
 */

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/examine.h"
#include "examine/link/agreement.h"
#include "examine/link/figures.h"
#include "examine/link/link.h"
#include "examine/link/voices.h"
#include "examine/words/magnitude.h"
#include "inventory/path.h"

struct shards {
    size_t first, end; /* items, next to each other */
    uint64_t parameters;
    bool known;
};

struct agreement {
    struct linker linker;
    struct voices voices;
    struct shards shards; /* of the model that was last looked at */
    const char *texts[LIMIT_DISAGREEMENTS];
    size_t text_count;
};

/* "model-00001-of-00003.safetensors": the size of what its shards have in common, or 0. */
static size_t shard_stem(struct bytes name)
{
    const uint8_t *of = name.size > 4 ? memmem(name.data, name.size, "-of-", 4) : NULL;
    size_t at = of ? (size_t)(of - name.data) : 0;

    while (at > 0 && name.data[at - 1] >= '0' && name.data[at - 1] <= '9')
        at--;
    return at;
}

static bool is_shard_of(const struct assay_item *item, const struct assay_path *path, size_t stem)
{
    struct bytes name = path_name(item->path);

    return voice_is_here(item) && item->content->kind == ASSAY_KIND_MODEL &&
           voice_compare_containers(item->path->container, path->container) == 0 &&
           shard_stem(name) == stem && memcmp(name.data, path->name, stem) == 0;
}

/* Parameters of all shards of a model together; unknown where one of them has none. */
static const struct shards *shards_of(struct agreement *agreement, size_t index)
{
    const struct assay_item *items = agreement->linker.inventory->items, *item = &items[index];
    struct shards *shards = &agreement->shards;
    size_t stem = shard_stem(path_name(item->path));

    if (index >= shards->first && index < shards->end)
        return shards;
    *shards = (struct shards){.first = index, .end = index, .known = true};
    do {
        const struct assay_fact *fact =
            link_fact(items[shards->end].content, ASSAY_FACT_MODEL_PARAMETERS);

        if (!fact ||
            ckd_add(&shards->parameters, shards->parameters, (uint64_t)fact->value.integer))
            shards->known = false;
        shards->end++;
    } while (stem > 0 && shards->end < agreement->linker.inventory->item_count &&
             is_shard_of(&items[shards->end], item->path, stem));
    return shards;
}

static void disagree(struct agreement *agreement, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void disagree(struct agreement *agreement, const char *format, ...)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = (size_t)4 * LIMIT_FACT_TEXT};
    char text[512];
    const char *copy;
    va_list args;

    if (agreement->text_count == LIMIT_DISAGREEMENTS)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    text_show(&shown, bytes_text(text));
    copy = arena_text(inventory_arena(agreement->linker.inventory), buf_string(&shown));
    if (copy)
        agreement->texts[agreement->text_count++] = copy;
}

static const struct assay_fact *declared_fact(const struct assay_item *item, enum assay_fact_id id)
{
    for (size_t i = 0; i < item->declared_count; i++)
        if (item->declared[i].id == id && item->declared[i].from)
            return &item->declared[i];
    return NULL;
}

/* What somebody says, and who. */
struct word {
    const char *who;
    const struct assay_value *value;
};

enum { WORDS_MAX = 10 };

/* What file, card and voices say of one fact. */
static size_t words_of(const struct assay_item *item, const struct voice *voices, size_t count,
                       enum assay_fact_id id, struct word *words)
{
    const struct assay_fact *fact = link_fact(item->content, id);
    size_t found = 0;

    if (fact)
        words[found++] = (struct word){"file", &fact->value};
    fact = declared_fact(item, id);
    if (fact)
        words[found++] = (struct word){"card", &fact->value};
    for (size_t i = 0; i < count && found < WORDS_MAX; i++) {
        const struct assay_item *voice = voices[i].item;

        fact = link_fact(voice->content, id);
        if (!fact && id == ASSAY_FACT_MODEL_LICENSE)
            fact = link_fact(voice->content, ASSAY_FACT_DOCUMENT_LICENSE);
        if (fact)
            words[found++] =
                (struct word){(const char *)link_last(path_name(voice->path)).data, &fact->value};
    }
    return found;
}

static const char *first_text(const struct assay_value *value)
{
    if (value->type == ASSAY_VALUE_TEXT)
        return value->text;
    return value->type == ASSAY_VALUE_TEXTS && value->count > 0 ? value->texts[0] : "";
}

/* Every two that say something are held against each other, each pair once. */
static void compare_words(struct agreement *agreement, const char *what, const struct word *words,
                          size_t count,
                          bool (*agree)(const struct assay_value *, const struct assay_value *))
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (!agree(words[i].value, words[j].value))
                disagree(agreement, "%s: %s says %.100s, %s says %.100s", what, words[j].who,
                         first_text(words[j].value), words[i].who, first_text(words[i].value));
}

static void compare_architectures(struct agreement *agreement, const struct assay_item *item,
                                  const struct voice *voices, size_t count)
{
    struct word words[WORDS_MAX];
    size_t found = words_of(item, voices, count, ASSAY_FACT_MODEL_ARCHITECTURE, words);
    const struct assay_fact *family = NULL;

    for (size_t i = 0; i < count && found > 1 && !family; i++)
        family = link_fact(voices[i].item->content, ASSAY_FACT_MODEL_TYPE);
    /* a configuration's class agrees where its family does: that is all others know */
    for (size_t i = 0; i < found; i++)
        for (size_t j = i + 1; j < found; j++)
            if (!agreement_architectures(words[i].value->text, words[j].value->text) &&
                !(family && agreement_architectures(words[i].value->text, family->value.text)))
                disagree(agreement, "architecture: %s says %.100s, %s says %.100s", words[j].who,
                         words[j].value->text, words[i].who, words[i].value->text);
}

static bool is_adapter(const struct voice *voices, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(voices[i].item->content->format, "peft-adapter") == 0)
            return true;
    return false;
}

/* Weights that are packed into integers, several in one, are not counted by their elements. */
static bool is_packed(const struct assay_item *item, const struct voice *voices, size_t count)
{
    const struct assay_fact *dtypes = link_fact(item->content, ASSAY_FACT_MODEL_DTYPES);

    for (size_t i = 0; i < count; i++)
        if (link_fact(voices[i].item->content, ASSAY_FACT_MODEL_QUANTISATION))
            return true;
    for (size_t i = 0; dtypes && i < dtypes->value.count; i++)
        if (strcmp(dtypes->value.texts[i], "I32") == 0 || strcmp(dtypes->value.texts[i], "U8") == 0)
            return true;
    return false;
}

static void compare_parameters(struct agreement *agreement, size_t index,
                               const struct voice *voices, size_t count)
{
    const struct assay_item *item = &agreement->linker.inventory->items[index];
    const struct assay_fact *card = declared_fact(item, ASSAY_FACT_MODEL_DECLARED_PARAMETERS);
    const struct assay_fact *named = link_fact(item->content, ASSAY_FACT_MODEL_NAME);
    const struct shards *shards = shards_of(agreement, index);
    struct bytes name = link_last(path_name(item->path));
    const uint8_t *dot = name.size ? memrchr(name.data, '.', name.size) : NULL;
    struct magnitude size;

    if (!shards->known || is_adapter(voices, count) || is_packed(item, voices, count))
        return;
    if (card && !agreement_counts((uint64_t)card->value.integer, shards->parameters))
        disagree(agreement, "parameters: card says %" PRId64 ", file has %" PRIu64,
                 card->value.integer, shards->parameters);
    if (named && magnitude_in_name(bytes_text(named->value.text), &size) &&
        !magnitude_fits(&size, shards->parameters))
        disagree(agreement, "parameters: the model's name is %.100s, file has %" PRIu64,
                 named->value.text, shards->parameters);
    if (dot)
        name.size = (size_t)(dot - name.data);
    if (magnitude_in_name(name, &size) && !magnitude_fits(&size, shards->parameters))
        disagree(agreement, "parameters: the file's name is %.*s, file has %" PRIu64,
                 (int)(name.size < 100 ? name.size : 100), (const char *)name.data,
                 shards->parameters);
}

/* X.card.yml beside X: it speaks of this file alone. */
static bool is_own_card(const struct assay_item *item, const struct assay_fact *declared)
{
    static const char *const suffixes[] = {".card.yml", ".card.yaml"};
    struct bytes card = path_name(declared->from), name = path_name(item->path);

    if (voice_compare_containers(declared->from->container, item->path->container) != 0 ||
        !bytes_starts(card, name))
        return false;
    return bytes_is_one_of(bytes_from(card, name.size), suffixes, ARRAY_LEN(suffixes));
}

/* Two cards of one model, and what `disagree` needs. */
struct two_cards {
    struct agreement *agreement;
    struct bytes around, own;
};

static void tell_figures(void *data, struct bytes around, struct bytes own)
{
    const struct two_cards *cards = data;

    disagree(cards->agreement, "figures: %.*s says %.*s, %.*s says %.*s", (int)cards->around.size,
             (const char *)cards->around.data, (int)around.size, (const char *)around.data,
             (int)cards->own.size, (const char *)cards->own.data, (int)own.size,
             (const char *)own.data);
}

/* Its own card wins, field by field; a reader may find the other one first. */
static ASSAY_RESULT compare_figures(struct agreement *agreement, const struct assay_item *item)
{
    const struct assay_fact *own = declared_fact(item, ASSAY_FACT_MODEL_FIGURES), *results,
                            *figures;
    const struct assay_item *around = voices_card_around(&agreement->voices, item);
    struct two_cards cards = {.agreement = agreement};
    struct assay_error failure = {0};

    if (!own || !around || !is_own_card(item, own))
        return ASSAY_OK;
    results = link_fact(around->content, ASSAY_FACT_MODEL_RESULTS);
    figures = link_fact(around->content, ASSAY_FACT_MODEL_FIGURES);
    cards.around = path_name(around->path);
    cards.own = path_name(own->from);
    switch (figures_compare(&own->value, results ? &results->value : NULL,
                            figures ? &figures->value : NULL, tell_figures, &cards, &failure)) {
    case ASSAY_OK:
        return ASSAY_OK;
    case ASSAY_ELIMIT:
        disagree(agreement, "figures: %.*s and %.*s give more than will be compared",
                 (int)cards.around.size, (const char *)cards.around.data, (int)cards.own.size,
                 (const char *)cards.own.data);
        return ASSAY_OK;
    default:
        return linker_no_memory(&agreement->linker);
    }
}

/* What only the configuration says, and what the model is asked for. */
static const enum assay_fact_id handed_on[] = {
    ASSAY_FACT_MODEL_ARCHITECTURE, ASSAY_FACT_MODEL_BASE_MODEL,   ASSAY_FACT_MODEL_CONTEXT_LENGTH,
    ASSAY_FACT_MODEL_LICENSE,      ASSAY_FACT_MODEL_QUANTISATION, ASSAY_FACT_MODEL_TYPE,
};

static ASSAY_RESULT hand_on(struct agreement *agreement, size_t index, const struct voice *voices,
                            size_t count)
{
    const struct assay_item *item = &agreement->linker.inventory->items[index];

    for (size_t i = 0; i < ARRAY_LEN(handed_on); i++) {
        enum assay_fact_id id = handed_on[i];

        if (link_fact(item->content, id) || declared_fact(item, id))
            continue;
        for (size_t j = 0; j < count; j++) {
            const struct assay_fact *fact = link_fact(voices[j].item->content, id);

            if (!fact)
                continue;
            TRY(linker_fact(&agreement->linker, index, id, voices[j].item->path, fact->value));
            break;
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT tell(struct agreement *agreement, size_t index, enum assay_fact_id id)
{
    struct assay_value value = {.type = ASSAY_VALUE_TEXTS, .count = agreement->text_count};
    const char **texts;

    if (agreement->text_count == 0)
        return ASSAY_OK;
    texts = arena_array(inventory_arena(agreement->linker.inventory), agreement->text_count,
                        sizeof *texts);
    if (!texts)
        return linker_no_memory(&agreement->linker);
    memcpy(texts, agreement->texts, agreement->text_count * sizeof *texts);
    value.texts = texts;
    return linker_fact(&agreement->linker, index, id, NULL, value);
}

/* "address.city" explains a part of "address". */
static bool has_column(const struct assay_value *names, const char *field)
{
    for (size_t i = 0; i < names->count; i++) {
        size_t size = strlen(names->texts[i]);

        if (strncmp(names->texts[i], field, size) == 0 &&
            (field[size] == '\0' || field[size] == '.' || field[size] == '['))
            return true;
    }
    return false;
}

static void compare_columns(struct agreement *agreement, const struct assay_item *item,
                            const struct assay_value *fields)
{
    const struct assay_fact *names = link_fact(item->content, ASSAY_FACT_DATASET_COLUMN_NAMES);
    const struct assay_fact *columns = link_fact(item->content, ASSAY_FACT_DATASET_COLUMNS);

    if (!names || !columns || (uint64_t)columns->value.integer != names->value.count)
        return; /* not all of them are known */
    for (size_t i = 0; i < fields->count; i++)
        if (!has_column(&names->value, fields->texts[i]))
            disagree(agreement, "fields: card explains %.100s, file has no such column",
                     fields->texts[i]);
}

static ASSAY_RESULT look_at_data(struct agreement *agreement, size_t index)
{
    const struct assay_item *item = &agreement->linker.inventory->items[index];
    const struct assay_fact *rows = link_fact(item->content, ASSAY_FACT_DATASET_ROWS);
    const struct assay_fact *claimed = declared_fact(item, ASSAY_FACT_DATASET_DECLARED_ROWS);
    const struct assay_fact *fields = declared_fact(item, ASSAY_FACT_DATASET_FIELDS);

    agreement->text_count = 0;
    if (rows && claimed && is_own_card(item, claimed) &&
        rows->value.integer != claimed->value.integer)
        disagree(agreement, "rows: card says %" PRId64 ", file has %" PRId64,
                 claimed->value.integer, rows->value.integer);
    if (fields && is_own_card(item, fields))
        compare_columns(agreement, item, &fields->value);
    return tell(agreement, index, ASSAY_FACT_DATASET_DISAGREEMENTS);
}

static ASSAY_RESULT look_at(struct agreement *agreement, size_t index)
{
    const struct assay_item *item = &agreement->linker.inventory->items[index];
    struct word words[WORDS_MAX];
    size_t count, found;
    const struct voice *voices = voices_about(&agreement->voices, item, &count);

    agreement->text_count = 0;
    compare_architectures(agreement, item, voices, count);
    found = words_of(item, voices, count, ASSAY_FACT_MODEL_BASE_MODEL, words);
    compare_words(agreement, "base model", words, found, agreement_base_models);
    found = words_of(item, voices, count, ASSAY_FACT_MODEL_LICENSE, words);
    compare_words(agreement, "license", words, found, agreement_licenses);
    compare_parameters(agreement, index, voices, count);
    TRY(compare_figures(agreement, item));
    TRY(tell(agreement, index, ASSAY_FACT_MODEL_DISAGREEMENTS));
    return hand_on(agreement, index, voices, count);
}

static void agreement_clear(struct agreement *agreement)
{
    voices_clear(&agreement->voices);
    linker_clear(&agreement->linker);
}

enum assay_status examine_link_agreement(struct assay_inventory *inventory, struct assay_error *err)
{
    CLEANUP(agreement_clear) struct agreement agreement = {0};

    if (inventory->totals.models + inventory->totals.datasets == 0)
        return ASSAY_OK; /* nobody is spoken of */
    TRY(linker_init(&agreement.linker, inventory, err));
    TRY(voices_init(&agreement.voices, inventory, err));
    for (size_t i = 0; i < inventory->item_count; i++) {
        if (!voice_is_here(&inventory->items[i]))
            continue;
        if (inventory->items[i].content->kind == ASSAY_KIND_MODEL)
            TRY(look_at(&agreement, i));
        if (inventory->items[i].content->kind == ASSAY_KIND_DATASET)
            TRY(look_at_data(&agreement, i));
    }
    return linker_end(&agreement.linker);
}
