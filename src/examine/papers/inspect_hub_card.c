/*
 * inspect_hub_card.c - cards of the Hugging Face Hub: the YAML between the first two lines of three
 * dashes in README.md. Source: Hub documentation, "Model Cards", "Dataset Cards".
 *
 * A Hub card has more keys than assay reads and may have any: an unknown one is no fault. The
 * fields of our own cards are looked for too, since the Hub's do not answer what an auditor asks.
 * What the prose below the YAML says is for people, and no fact.
 */

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/papers/card_fields.h"
#include "examine/tables/line_tables.h"
#include "examine/words/spdx.h"

enum { BID_FENCE = 40, COMMIT_SIZE = 20 }; /* "---\n", and the name */

#define MARK "\xef\xbb\xbf"

/* Keys by which the two kinds are told apart; all others stand in both. */
static const char *const model_keys[] = {
    "base_model", "base_model_relation", "co2_eq_emissions", "datasets",
    "inference",  "library_name",        "metrics",          "model-index",
    "model_name", "new_version",         "pipeline_tag",     "widget",
};
static const char *const dataset_keys[] = {
    "annotations_creators", "configs",           "dataset_info", "language_creators",
    "multilinguality",      "paperswithcode_id", "pretty_name",  "size_categories",
    "source_datasets",      "task_categories",   "task_ids",     "train-eval-index",
};
static const char *const shared_keys[] = {"language", "license", "license_link", "license_name",
                                          "tags"};

/* The size of the line of dashes at the front, 0 where there is none. */
static size_t fence_size(struct bytes text)
{
    size_t size = 3;

    if (!bytes_starts(text, BYTES("---")))
        return 0;
    while (size < text.size && (text.data[size] == ' ' || text.data[size] == '\t'))
        size++;
    if (size < text.size && text.data[size] == '\r')
        size++;
    return size < text.size && text.data[size] == '\n' ? size + 1 : 0;
}

static struct bytes skip_mark(struct bytes text)
{
    return bytes_from(text, bytes_starts(text, BYTES(MARK)) ? 3 : 0);
}

static unsigned hub_card_bid(const struct subject *subject)
{
    struct bytes name = subject->name;

    if (name.size != strlen("README.md") ||
        strncasecmp((const char *)name.data, "README.md", name.size) != 0)
        return 0;
    return fence_size(skip_mark(subject->head)) ? BID_FENCE : 0;
}

/* Cuts the text off before the second line of dashes; false where there is none. */
static bool cut_front_matter(struct bytes *text)
{
    size_t at = fence_size(*text);

    while (at < text->size) {
        struct bytes rest = bytes_from(*text, at);
        const uint8_t *end = memchr(rest.data, '\n', rest.size);

        if (fence_size(rest) || bytes_equal(rest, BYTES("---"))) {
            text->size = at;
            return true;
        }
        at = end ? (size_t)(end - text->data) + 1 : text->size;
    }
    return false;
}

static size_t count_keys(const struct doc *doc, const char *const *keys, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        found += doc_get(doc, keys[i]) != NULL;
    return found;
}

/* Puts each text of a list, or the one text, into a list fact. */
static void tell_list(struct card *card, const struct doc *doc, const char *name,
                      enum assay_fact_id fact)
{
    static const struct card_field empty = {.shape = CARD_NAMES, .need = CARD_OPTIONAL};
    struct card_field field = empty;

    field.name = name;
    field.fact = fact;
    card_read_field(card, doc, "", &field);
}

/* `other` says that name and link of the terms stand in two more fields. */
static void read_other(struct card *card, const struct doc *doc, struct buf *id)
{
    const struct doc *name = doc_get(doc, "license_name"), *link = doc_get(doc, "license_link");

    if (!link || link->type != DOC_TEXT || card_is_placeholder(link->text))
        card_missing(card, "", "license_link");
    if (!name || name->type != DOC_TEXT || card_is_placeholder(name->text)) {
        card_missing(card, "", "license_name");
        buf_text(id, "other");
        return;
    }
    buf_text(id, "LicenseRef-");
    for (size_t i = 0; i < name->text.size; i++) {
        uint8_t byte = name->text.data[i];
        bool fits = (byte >= '0' && byte <= '9') ||
                    ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte == '.' || byte == '-';

        buf_byte(id, fits ? byte : '-'); /* the alphabet of SPDX's idstring */
    }
}

static void tell_license(struct card *card, const struct doc *doc, const struct doc *stated,
                         bool for_model, bool for_dataset)
{
    CLEANUP(buf_clear) struct buf id = {.ceiling = SIZE_MAX};

    if (stated->type != DOC_TEXT) {
        card_invalid(card, stated, "\"license\" takes a text or a list of texts");
        return;
    }
    if (card_is_placeholder(stated->text)) {
        card_placeholder(card, "", "license");
        return;
    }
    if (bytes_equal(stated->text, BYTES("other")))
        read_other(card, doc, &id);
    else
        spdx_normalise(stated->text, &id);
    if (for_model)
        evidence_set(card->evidence, ASSAY_FACT_MODEL_LICENSE, DECLARED, buf_bytes(&id));
    if (for_dataset)
        evidence_set(card->evidence, ASSAY_FACT_DATASET_LICENSE, DECLARED, buf_bytes(&id));
}

static void read_license(struct card *card, const struct doc *doc, bool for_model, bool for_dataset)
{
    const struct doc *license = doc_get(doc, "license");

    if (!license || (license->type == DOC_TEXT && license->text.size == 0))
        card_missing(card, "", "license");
    else if (license->type != DOC_LIST)
        tell_license(card, doc, license, for_model, for_dataset);
    else
        for (size_t i = 0; i < license->count; i++)
            tell_license(card, doc, &license->items[i], for_model, for_dataset);
}

/* The Hub names base models by repository; only one with a commit id behind "@" is pinned. */
static void tell_pins(struct card *card, const struct doc *base)
{
    struct doc one;

    if (!base)
        return;
    one = *base;
    for (size_t i = 0; i < (base->type == DOC_LIST ? base->count : 1); i++) {
        const struct doc *name = base->type == DOC_LIST ? &base->items[i] : &one;
        uint8_t commit[COMMIT_SIZE];
        const uint8_t *at;

        if (name->type != DOC_TEXT || name->text.size == 0)
            continue;
        at = memchr(name->text.data, '@', name->text.size);
        if (!at || !hex_decode(bytes_from(name->text, (size_t)(at - name->text.data) + 1), commit,
                               sizeof commit))
            evidence_set(card->evidence, ASSAY_FACT_MODEL_BASE_MODEL_UNPINNED, DECLARED,
                         name->text);
    }
}

static void read_fields(struct card *card, const struct doc *doc)
{
    size_t model = count_keys(doc, model_keys, ARRAY_LEN(model_keys));
    size_t dataset = count_keys(doc, dataset_keys, ARRAY_LEN(dataset_keys));
    bool for_model = model >= dataset, for_dataset = dataset >= model;

    if (for_model != for_dataset)
        evidence_text(card->evidence, ASSAY_FACT_CARD_KIND, MEASURED,
                      for_model ? BYTES("model") : BYTES("dataset"));
    read_license(card, doc, for_model, for_dataset);
    tell_list(card, doc, "language", ASSAY_FACT_CARD_LANGUAGES);
    tell_list(card, doc, "tags", ASSAY_FACT_CARD_TAGS);
    tell_list(card, doc, "metrics", ASSAY_FACT_CARD_METRICS);
    if (for_model) {
        tell_list(card, doc, "base_model", ASSAY_FACT_MODEL_BASE_MODEL);
        tell_pins(card, doc_get(doc, "base_model"));
    }
    if (for_model && for_dataset)
        card_read_common(card, doc);
    else if (for_model)
        card_read_model(card, doc, false);
    else
        card_read_dataset(card, doc, false);
}

/* What the front matter of a card says. */
static ASSAY_RESULT read_card(struct cursor *cursor, struct arena *arena, struct bytes text,
                              struct evidence *evidence)
{
    struct card card = {.evidence = evidence, .source.path = "README.md"};
    struct assay_error failure = {0};
    enum assay_status status;
    struct doc *doc;

    card.source.text = skip_mark(text);
    card.base = text.size - card.source.text.size;
    if (!cut_front_matter(&card.source.text)) {
        card_invalid(&card, &(struct doc){.line = 1, .column = 1},
                     "the front matter has no closing line of three dashes");
        return ASSAY_OK;
    }
    status = doc_read_yaml(arena, &card.source, &doc, &failure);
    if (status == ASSAY_EUSAGE) {
        card_invalid_yaml(&card, &failure);
        return ASSAY_OK;
    }
    if (status != ASSAY_OK)
        return cursor_fail_at(cursor, status, ASSAY_NO_OFFSET, "%s", failure.text);
    if (count_keys(doc, model_keys, ARRAY_LEN(model_keys)) +
            count_keys(doc, dataset_keys, ARRAY_LEN(dataset_keys)) +
            count_keys(doc, shared_keys, ARRAY_LEN(shared_keys)) ==
        0) { /* the front matter of a web site's page */
        evidence_kind(evidence, ASSAY_KIND_DOCUMENT);
        evidence_format(evidence, "markdown");
        return ASSAY_OK;
    }
    read_fields(&card, doc);
    return ASSAY_OK;
}

/* Tables stand in the text behind the front matter. */
static ASSAY_RESULT read_tables(struct bytes text, struct evidence *evidence,
                                struct assay_error *err)
{
    struct text_tables tables;
    struct cursor cursor;

    cursor_of_bytes(&cursor, text, err);
    text_tables_init(&tables, evidence, err);
    return line_tables_read(&cursor, &tables);
}

static enum assay_status hub_card_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;

    (void)subject;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a card");
    evidence_tables_follow(evidence);
    TRY(card_text(cursor, arena, &text));
    TRY(read_tables(text, evidence, cursor->err));
    return read_card(cursor, arena, text, evidence);
}

const struct inspector inspect_hub_card = {.format = "hub-card",
                                           .kind = ASSAY_KIND_CARD,
                                           .text = true,
                                           .bid = hub_card_bid,
                                           .read = hub_card_read};
