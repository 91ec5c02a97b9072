/* card_fields.c - the fields that a data set's and a model's card have: two tables, and their
 * reading. */

#include "examine/papers/card_fields.h"

#include "base/kit.h"

enum { KNOWN_MAX = 48, MEANING_COLUMN = 30 };

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

static const char *const origin_keys[] = {"date",   "kind",   "locator",
                                          "method", "reason", "supplier"};

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

static bool is_dataset_field(const struct card_field *field)
{
    for (size_t i = 0; i < ARRAY_LEN(dataset_fields); i++)
        if (strcmp(dataset_fields[i].name, field->name) == 0)
            return true;
    return false;
}

/* The data is about people who can be told apart, or could be. */
static bool is_personal(const struct doc *doc)
{
    const struct doc *stated = doc_get(doc, "personal-data");

    return stated && stated->type == DOC_TEXT &&
           (bytes_equal(stated->text, BYTES("personal")) ||
            bytes_equal(stated->text, BYTES("pseudonymous")));
}

/* `skip`: a field that is told elsewhere, or NULL. */
static void read_fields(struct card *card, const struct doc *doc, const struct card_field *fields,
                        size_t count, bool license, const char *skip)
{
    for (size_t i = 0; i < count; i++)
        if ((license || fields[i].shape != CARD_LICENCES) &&
            !(skip && strcmp(fields[i].name, skip) == 0))
            card_read_field(card, doc, "", &fields[i]);
}

void card_check_dataset(struct card *card, const struct doc *doc)
{
    check_keys(card, doc, "a data set's card", dataset_fields, ARRAY_LEN(dataset_fields), "origin");
}

void card_check_model(struct card *card, const struct doc *doc)
{
    check_keys(card, doc, "a model's card", model_fields, ARRAY_LEN(model_fields), "base-model");
}

void card_read_dataset(struct card *card, const struct doc *doc, bool license)
{
    card->personal = is_personal(doc);
    read_fields(card, doc, dataset_fields, ARRAY_LEN(dataset_fields), license, NULL);
    read_origin(card, doc);
    card_read_dates(card, doc);
}

void card_read_model(struct card *card, const struct doc *doc, bool license)
{
    const struct doc *metrics = doc_get(doc, "metrics");
    bool indexed = !license && card_read_results(card, doc_get(doc, "model-index")) > 0;

    read_fields(card, doc, model_fields, ARRAY_LEN(model_fields), license,
                indexed && !metrics ? "metrics" : NULL);
    card_read_figures(card, metrics);
}

void card_read_common(struct card *card, const struct doc *doc)
{
    for (size_t i = 0; i < ARRAY_LEN(model_fields); i++) {
        const struct card_field *field = &model_fields[i];

        if (field->need == CARD_REQUIRED && field->shape != CARD_LICENCES &&
            is_dataset_field(field))
            card_read_field(card, doc, "", field);
    }
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
