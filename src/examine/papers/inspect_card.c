/*
 * inspect_card.c - our own cards: X.card.yml beside X says what X is, where it comes from and who
 * answers for it. Schema: policies/schemas/card.schema.json; meaning: docs/reference/card.md.
 */

#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/papers/card_fields.h"

enum { BID_NAME = 8, COMMIT_SIZE = 20, SHA256_SIZE = 32 };

static const char *const kinds[] = {"dataset", "model", NULL};
static const struct card_field kind_field = {"kind", CARD_CHOICE, CARD_REQUIRED,
                                             ASSAY_FACT_CARD_KIND, kinds};

static const char *const base_model_keys[] = {"digest",   "license",  "name",
                                              "revision", "supplier", "version"};

/* A commit id, or a digest as algorithm:hex: what names the same bytes tomorrow (PRV-005). */
static bool is_immutable(const struct doc *reference)
{
    uint8_t id[SHA256_SIZE];
    struct bytes text, prefix = BYTES("sha256:");

    if (!reference || reference->type != DOC_TEXT)
        return false;
    text = reference->text;
    if (bytes_starts(text, prefix))
        return hex_decode(bytes_from(text, prefix.size), id, SHA256_SIZE);
    return hex_decode(text, id, COMMIT_SIZE) || hex_decode(text, id, SHA256_SIZE);
}

static void base_model_misses(struct card *card, struct bytes name, const char *field)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    buf_add(&text, name.data, name.size);
    buf_printf(&text, ": %s", field);
    evidence_set(card->evidence, ASSAY_FACT_MODEL_BASE_MODEL_MISSING, DECLARED, buf_bytes(&text));
}

static void tell_base_license(struct card *card, struct bytes name, const struct doc *license)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    if (!license || license->type != DOC_TEXT || card_is_placeholder(license->text))
        return;
    buf_add(&text, name.data, name.size);
    buf_printf(&text, ": %.*s", (int)license->text.size, (const char *)license->text.data);
    evidence_set(card->evidence, ASSAY_FACT_MODEL_BASE_MODEL_LICENSE, DECLARED, buf_bytes(&text));
}

static void read_base_model(struct card *card, const struct doc *doc)
{
    static const char *const wanted[] = {"license", "supplier", "version"};
    const struct doc *name = doc->type == DOC_MAP ? doc_get(doc, "name") : doc;

    if (!name || name->type != DOC_TEXT || card_is_placeholder(name->text)) {
        card_invalid(card, doc, "\"base-model\" takes a map with a name, or a list of such");
        return;
    }
    evidence_set(card->evidence, ASSAY_FACT_MODEL_BASE_MODEL, DECLARED, name->text);
    if (doc->type == DOC_MAP)
        card_check_keys(card, doc, "\"base-model\"", base_model_keys, ARRAY_LEN(base_model_keys));
    tell_base_license(card, name->text, doc_get(doc, "license"));
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        const struct doc *field = doc_get(doc, wanted[i]);

        if (!field || field->type != DOC_TEXT || card_is_placeholder(field->text))
            base_model_misses(card, name->text, wanted[i]);
    }
    if (!is_immutable(doc_get(doc, "digest")) && !is_immutable(doc_get(doc, "revision")))
        evidence_set(card->evidence, ASSAY_FACT_MODEL_BASE_MODEL_UNPINNED, DECLARED, name->text);
}

static void read_base_models(struct card *card, const struct doc *doc)
{
    const struct doc *base = doc_get(doc, "base-model");

    if (!base || (base->type == DOC_TEXT && bytes_equal(base->text, BYTES("none"))))
        return;
    if (base->type != DOC_LIST)
        read_base_model(card, base);
    else
        for (size_t i = 0; i < base->count; i++)
            read_base_model(card, &base->items[i]);
}

/* The size of ".card.yml" or ".card.yaml" at the end of a name that has more, or 0. */
static size_t suffix_size(struct bytes name)
{
    static const char *const suffixes[] = {".card.yml", ".card.yaml"};

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
        if (bytes_ends(name, bytes_text(suffixes[i])) && name.size > strlen(suffixes[i]))
            return strlen(suffixes[i]);
    return 0;
}

static unsigned card_bid(const struct subject *subject)
{
    return suffix_size(subject->name) ? BID_NAME : 0;
}

static enum assay_status card_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct card card = {.evidence = evidence, .source.path = "card"};
    struct bytes path = subject->path;
    const struct doc *kind;
    struct assay_error failure = {0};
    enum assay_status status;
    struct doc *doc;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a card");
    path.size -= suffix_size(subject->name);
    evidence_text(evidence, ASSAY_FACT_CARD_SUBJECT, MEASURED, path);
    TRY(card_text(cursor, arena, &card.source.text));
    status = doc_read_yaml(arena, &card.source, &doc, &failure);
    if (status == ASSAY_EUSAGE) {
        card_invalid_yaml(&card, &failure);
        return ASSAY_OK;
    }
    if (status != ASSAY_OK)
        return cursor_fail_at(cursor, status, ASSAY_NO_OFFSET, "%s", failure.text);
    if (doc->type != DOC_MAP) {
        card_invalid(&card, doc, "a card is a map of fields");
        return ASSAY_OK;
    }
    kind = card_read_field(&card, doc, "", &kind_field);
    if (!kind)
        return ASSAY_OK;
    if (bytes_equal(kind->text, BYTES("model"))) {
        card_check_model(&card, doc);
        card_read_model(&card, doc, true);
        read_base_models(&card, doc);
    } else {
        card_check_dataset(&card, doc);
        card_read_dataset(&card, doc, true);
    }
    return ASSAY_OK;
}

const struct inspector inspect_card = {
    .format = "card", .kind = ASSAY_KIND_CARD, .text = true, .bid = card_bid, .read = card_read};
