/*
 * inspect_card.c - our own cards: X.card.yml beside X says what X is, where it comes from and who
 * answers for it. Schema: policies/schemas/card.schema.json; meaning: docs/reference/card.md.
 */

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/card.h"
#include "examine/inspect.h"
#include "examine/spdx.h"

enum { BID_NAME = 8, MEANING_COLUMN = 30, KNOWN_MAX = 48, COMMIT_SIZE = 20, SHA256_SIZE = 32 };

static const char *const origins[] = {"collected", "licensed", "public", "synthetic",
                                      "derived",   "unknown",  NULL};
static const char *const personal_data[] = {
    "none", "anonymous", "synthetic", "pseudonymous", "de-identified", "personal", NULL};
static const char *const sensitivities[] = {"public", "internal", "confidential", "restricted",
                                            NULL};

#define FACT(id) ASSAY_FACT_##id
/* clang-format off */

/* Fields of a data set's card; the required ones are those of DAT-001, PRV-003, PII-001, SEC-004. */
static const struct card_field dataset_fields[] = {
    {"assumptions", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_ASSUMPTIONS), NULL},
    {"controller", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_CONTROLLER), NULL},
    {"data-categories", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_DATA_CATEGORIES), NULL},
    {"erase-by", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_ERASE_BY), NULL},
    {"fields", CARD_NAMES, CARD_REQUIRED, FACT(DATASET_FIELDS), NULL},
    {"gaps", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_GAPS), NULL},
    {"labelling", CARD_WORDS, CARD_OPTIONAL, FACT(DATASET_LABELLING), NULL},
    {"lawful-basis", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_LAWFUL_BASIS), NULL},
    {"license", CARD_LICENCES, CARD_REQUIRED, FACT(DATASET_LICENSE), NULL},
    {"original-purpose", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_ORIGINAL_PURPOSE), NULL},
    {"owner", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_OWNER), NULL},
    {"period", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_PERIOD), NULL},
    {"personal-data", CARD_CHOICE, CARD_REQUIRED, FACT(DATASET_PERSONAL_DATA), personal_data},
    {"processing-record", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_PROCESSING_RECORD), NULL},
    {"purpose", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_PURPOSE), NULL},
    {"recipients", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_RECIPIENTS), NULL},
    {"rows", CARD_COUNT, CARD_REQUIRED, FACT(DATASET_DECLARED_ROWS), NULL},
    {"sensitivity", CARD_CHOICE, CARD_REQUIRED, FACT(DATASET_SENSITIVITY), sensitivities},
    {"splits", CARD_NAMES, CARD_OPTIONAL, FACT(DATASET_SPLITS), NULL},
    {"subject-categories", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_SUBJECT_CATEGORIES), NULL},
    {"transfers", CARD_WORDS, CARD_IF_PERSONAL, FACT(DATASET_TRANSFERS), NULL},
};

static const struct card_field origin_kind =
    {"kind", CARD_CHOICE, CARD_REQUIRED, FACT(DATASET_ORIGIN_KIND), origins};

/* What is known of a known origin, and what must be said of an unknown one. */
static const struct card_field origin_fields[] = {
    {"date", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_ORIGIN_DATE), NULL},
    {"locator", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_ORIGIN_LOCATOR), NULL},
    {"method", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_ORIGIN_METHOD), NULL},
    {"supplier", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_ORIGIN_SUPPLIER), NULL},
};
static const struct card_field origin_reason =
    {"reason", CARD_WORDS, CARD_REQUIRED, FACT(DATASET_ORIGIN_REASON), NULL};

/* Fields of a model's card; the required ones are those of MOD-001, LIC-001, SEC-004. */
static const struct card_field model_fields[] = {
    {"architecture", CARD_WORDS, CARD_OPTIONAL, FACT(MODEL_ARCHITECTURE), NULL},
    {"compute", CARD_WORDS, CARD_OPTIONAL, FACT(MODEL_COMPUTE), NULL},
    {"context-length", CARD_COUNT, CARD_OPTIONAL, FACT(MODEL_CONTEXT_LENGTH), NULL},
    {"datasets", CARD_NAMES, CARD_OPTIONAL, FACT(MODEL_DATASETS), NULL},
    {"energy", CARD_WORDS, CARD_OPTIONAL, FACT(MODEL_ENERGY), NULL},
    {"inputs", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_INPUTS), NULL},
    {"license", CARD_LICENCES, CARD_REQUIRED, FACT(MODEL_LICENSE), NULL},
    {"limitations", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_LIMITATIONS), NULL},
    {"metrics", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_METRICS), NULL},
    {"modalities", CARD_NAMES, CARD_OPTIONAL, FACT(MODEL_MODALITIES), NULL},
    {"name", CARD_WORDS, CARD_OPTIONAL, FACT(MODEL_NAME), NULL},
    {"out-of-scope", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_OUT_OF_SCOPE), NULL},
    {"outputs", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_OUTPUTS), NULL},
    {"owner", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_OWNER), NULL},
    {"parameters", CARD_COUNT, CARD_OPTIONAL, FACT(MODEL_DECLARED_PARAMETERS), NULL},
    {"predecessor", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_PREDECESSOR), NULL},
    {"purpose", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_PURPOSE), NULL},
    {"sensitivity", CARD_CHOICE, CARD_REQUIRED, FACT(MODEL_SENSITIVITY), sensitivities},
    {"training-time", CARD_WORDS, CARD_OPTIONAL, FACT(MODEL_TRAINING_TIME), NULL},
    {"users", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_USERS), NULL},
    {"version", CARD_WORDS, CARD_REQUIRED, FACT(MODEL_VERSION), NULL},
};
/* clang-format on */
#undef FACT

static const char *const kinds[] = {"dataset", "model", NULL};
static const struct card_field kind_field = {"kind", CARD_CHOICE, CARD_REQUIRED,
                                             ASSAY_FACT_CARD_KIND, kinds};

static const char *const origin_keys[] = {"date",   "kind",   "locator",
                                          "method", "reason", "supplier"};
static const char *const base_model_keys[] = {"digest",   "license",  "name",
                                              "revision", "supplier", "version"};

/* Tells keys that are none of the table's, nor one of two more. */
static void check_keys(struct card *card, const struct doc *doc, const char *what,
                       const struct card_field *fields, size_t count, const char *more)
{
    const char *known[KNOWN_MAX] = {"kind", more};

    for (size_t i = 0; i < count; i++)
        known[i + 2] = fields[i].name;
    card_check_keys(card, doc, what, known, count + 2);
}

static void read_origin(struct card *card, const struct doc *doc)
{
    const struct doc *origin = doc_get(doc, "origin"), *kind;

    if (!origin || (origin->type == DOC_TEXT && card_is_placeholder(origin->text))) {
        if (origin && origin->text.size > 0)
            card_placeholder(card, "", "origin");
        else
            card_missing(card, "", "origin");
        return;
    }
    if (origin->type != DOC_MAP) {
        card_invalid(card, origin,
                     "\"origin\" takes a map with kind, supplier, locator, date, method");
        return;
    }
    card_check_keys(card, origin, "\"origin\"", origin_keys, ARRAY_LEN(origin_keys));
    kind = card_read_field(card, origin, "origin.", &origin_kind);
    if (kind && bytes_equal(kind->text, BYTES("unknown"))) {
        card_read_field(card, origin, "origin.", &origin_reason);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(origin_fields); i++)
        card_read_field(card, origin, "origin.", &origin_fields[i]);
}

static void read_dataset(struct card *card, const struct doc *doc)
{
    const struct doc *personal = doc_get(doc, "personal-data");

    check_keys(card, doc, "a data set's card", dataset_fields, ARRAY_LEN(dataset_fields), "origin");
    if (personal && personal->type == DOC_TEXT)
        card->personal = bytes_equal(personal->text, BYTES("personal")) ||
                         bytes_equal(personal->text, BYTES("pseudonymous"));
    for (size_t i = 0; i < ARRAY_LEN(dataset_fields); i++)
        card_read_field(card, doc, "", &dataset_fields[i]);
    read_origin(card, doc);
}

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
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        const struct doc *field = doc_get(doc, wanted[i]);

        if (!field || field->type != DOC_TEXT || card_is_placeholder(field->text))
            base_model_misses(card, name->text, wanted[i]);
    }
    if (!is_immutable(doc_get(doc, "digest")) && !is_immutable(doc_get(doc, "revision")))
        evidence_set(card->evidence, ASSAY_FACT_MODEL_BASE_MODEL_UNPINNED, DECLARED, name->text);
}

static void read_model(struct card *card, const struct doc *doc)
{
    const struct doc *base = doc_get(doc, "base-model");

    check_keys(card, doc, "a model's card", model_fields, ARRAY_LEN(model_fields), "base-model");
    for (size_t i = 0; i < ARRAY_LEN(model_fields); i++)
        card_read_field(card, doc, "", &model_fields[i]);
    if (!base || (base->type == DOC_TEXT && bytes_equal(base->text, BYTES("none"))))
        return;
    if (base->type != DOC_LIST)
        read_base_model(card, base);
    else
        for (size_t i = 0; i < base->count; i++)
            read_base_model(card, &base->items[i]);
}

static void write_field(const struct card_field *field, const char *indent, struct buf *out)
{
    size_t start = out->size, width;

    buf_printf(out, "%s%s%s: TODO", field->need == CARD_REQUIRED ? "" : "# ", indent, field->name);
    width = out->size - start;
    buf_printf(out, "%*s# %s", width < MEANING_COLUMN ? (int)(MEANING_COLUMN - width) : 2, "",
               assay_facts[field->fact].meaning);
    if (field->need == CARD_IF_PERSONAL)
        buf_text(out, " (where the data is about people)");
    buf_byte(out, '\n');
}

static void write_fields(const struct card_field *fields, size_t count, struct buf *out)
{
    static const enum card_need order[] = {CARD_REQUIRED, CARD_IF_PERSONAL, CARD_OPTIONAL};

    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        for (size_t j = 0; j < count; j++)
            if (fields[j].need == order[i])
                write_field(&fields[j], "", out);
}

void card_template(enum assay_kind kind, struct buf *out)
{
    bool model = kind == ASSAY_KIND_MODEL;

    buf_printf(out,
               "# `assay check` says what is still open here; a line behind a # is optional.\n"
               "kind: %s\n",
               model ? "model" : "dataset");
    if (model) {
        write_fields(model_fields, ARRAY_LEN(model_fields), out);
        buf_text(out, "base-model: none              # or a map: name, supplier, version, license, "
                      "digest or revision\n");
        return;
    }
    write_fields(dataset_fields, ARRAY_LEN(dataset_fields), out);
    buf_text(out, "origin:\n");
    write_field(&origin_kind, "  ", out);
    for (size_t i = 0; i < ARRAY_LEN(origin_fields); i++)
        write_field(&origin_fields[i], "  ", out);
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
    if (kind && bytes_equal(kind->text, BYTES("model")))
        read_model(&card, doc);
    else if (kind)
        read_dataset(&card, doc);
    return ASSAY_OK;
}

const struct inspector inspect_card = {
    .format = "card", .kind = ASSAY_KIND_CARD, .text = true, .bid = card_bid, .read = card_read};
