/*
 * init_packs.c - which shipped packs a project may fall under, by what was found in it.
 *
 * Content shows that a regime may apply and never that it does: whose patients these are, where a
 * model is sold and what it decides stands in no file. So each pack is a hint with its reason,
 * which a person follows. A new sign is one row of `signs`, a pack one row of `packs`.
 */

#include "project/init_packs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/kit.h"

enum sign {
    SIGN_NONE,
    SIGN_PEOPLE,
    SIGN_HEALTH,
    SIGN_CARDS,
    SIGN_ACCOUNTS,
    SIGN_SECURITIES,
    SIGN_MODELS,
    SIGN_GENERATORS,
    SIGN_LICENCES,
    SIGNS
};

enum { WHY_MAX = 1024, SHOWN_PATH_MAX = 60 }; /* bytes */

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* What a sign is told by where formats and classes do not tell it: a word for it, or NULL. */

static const char *find_model(const struct assay_item *item)
{
    const char *format = item->content->format;

    if (item->content->kind != ASSAY_KIND_MODEL)
        return NULL;
    return *format ? format : "a model by the config";
}

static const char *find_generator(const struct assay_item *item)
{
    static const char *const ends[] = {"ForCausalLM", "ForConditionalGeneration", "LMHeadModel"};
    const struct assay_fact *fact = assay_item_fact(item, ASSAY_FACT_MODEL_ARCHITECTURE);

    for (size_t i = 0; fact && i < ARRAY_LEN(ends); i++)
        if (bytes_ends(bytes_text(fact->value.text), bytes_text(ends[i])))
            return ends[i];
    return NULL;
}

static const char *find_licence(const struct assay_item *item)
{
    static const enum assay_fact_id facts[] = {ASSAY_FACT_DATASET_LICENSE,
                                               ASSAY_FACT_MODEL_LICENSE};

    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        if (assay_item_fact(item, facts[i]))
            return assay_facts[facts[i]].name;
    return NULL;
}

static const struct {
    const char *what;
    const char *const *formats;
    const char *const *classes;  /* of observations; one that ends in '.' is all of a family */
    enum assay_confidence least; /* of these */
    const char *(*find)(const struct assay_item *item);
} signs[SIGNS] = {
    [SIGN_PEOPLE] = {"personal data", .classes = WORDS("pii.", "special."), .least = ASSAY_HIGH},
    [SIGN_HEALTH] = {"health records", .formats = WORDS("dicom", "fhir", "hl7"),
                     .classes =
                         WORDS("pii.de-kvnr", "pii.health-plan", "pii.medical-record", "pii.uk-nhs",
                               "pii.us-dea", "pii.us-mbi", "pii.us-npi", "special.genetic",
                               "special.health", "special.icd-10", "special.loinc"),
                     .least = ASSAY_MEDIUM},
    [SIGN_CARDS] = {"payment cards",
                    .classes = WORDS("pii.card-track", "pii.card-verification", "pii.credit-card",
                                     "pii.pin-block"),
                    .least = ASSAY_MEDIUM},
    [SIGN_ACCOUNTS] = {"bank accounts",
                       .classes = WORDS("financial.bic", "financial.us-aba", "pii.account-number",
                                        "pii.iban"),
                       .least = ASSAY_MEDIUM},
    [SIGN_SECURITIES] = {"securities", .classes = WORDS("financial.cusip", "financial.isin"),
                         .least = ASSAY_MEDIUM},
    [SIGN_MODELS] = {"models", .find = find_model},
    [SIGN_GENERATORS] = {"models that generate", WORDS("gguf"), .find = find_generator},
    [SIGN_LICENCES] = {"terms of licences", .find = find_licence},
};

/* Sorted by name, as they are shown. What is `beside` it must have been seen as well. */
static const struct {
    const char *pack;
    enum sign sign, beside;
} packs[] = {
    {"assay:bank-mrm", SIGN_ACCOUNTS, SIGN_MODELS},
    {"assay:bcbs239", SIGN_ACCOUNTS, SIGN_NONE},
    {"assay:device", SIGN_HEALTH, SIGN_MODELS},
    {"assay:dora", SIGN_ACCOUNTS, SIGN_NONE},
    {"assay:eu-ai-act-gpai", SIGN_GENERATORS, SIGN_NONE},
    {"assay:eu-ai-act-high-risk", SIGN_MODELS, SIGN_NONE},
    {"assay:gdpr", SIGN_PEOPLE, SIGN_NONE},
    {"assay:hipaa", SIGN_HEALTH, SIGN_NONE},
    {"assay:iso-42001", SIGN_MODELS, SIGN_NONE},
    {"assay:licences", SIGN_LICENCES, SIGN_NONE},
    {"assay:nist-ai", SIGN_MODELS, SIGN_NONE},
    {"assay:nydfs", SIGN_ACCOUNTS, SIGN_NONE},
    {"assay:part11", SIGN_HEALTH, SIGN_NONE},
    {"assay:pci", SIGN_CARDS, SIGN_NONE},
    {"assay:sec-17a4", SIGN_SECURITIES, SIGN_NONE},
    {"assay:supply-chain", SIGN_MODELS, SIGN_NONE},
};
_Static_assert(ARRAY_LEN(packs) <= INIT_PACKS_MAX, "each may be hinted at");

/* Where a sign was seen. */
struct seen {
    uint64_t items;
    const struct assay_item *first;
    const char *word; /* by what, in the first: a format, a class of observation */
};

static bool is_class(const char *class_name, const char *wanted)
{
    size_t size = strlen(wanted);

    return wanted[size - 1] == '.' ? strncmp(class_name, wanted, size) == 0
                                   : strcmp(class_name, wanted) == 0;
}

static const char *find_format(const struct assay_item *item, enum sign sign)
{
    const char *const *format = signs[sign].formats;

    while (format && *format && strcmp(*format, item->content->format) != 0)
        format++;
    return format ? *format : NULL;
}

/* In data alone: a manual has an account's number as an example, and code the words of a record. */
static const char *find_class(const struct assay_item *item, enum sign sign)
{
    if (item->content->kind != ASSAY_KIND_DATASET || !signs[sign].classes)
        return NULL;
    for (size_t i = 0; i < item->content->observation_count; i++) {
        const struct assay_observation *observation = &item->content->observations[i];

        if (observation->confidence < signs[sign].least)
            continue;
        for (const char *const *one = signs[sign].classes; *one; one++)
            if (is_class(observation->class_name, *one))
                return observation->class_name;
    }
    return NULL;
}

/* By what an item shows a sign; NULL where it does not. */
static const char *find_sign(const struct assay_item *item, enum sign sign)
{
    const char *word = find_format(item, sign);

    if (!word)
        word = find_class(item, sign);
    if (!word && signs[sign].find)
        word = signs[sign].find(item);
    return word;
}

static void look(const struct assay_inventory *inventory, struct seen seen[SIGNS])
{
    for (size_t i = 0; i < inventory->item_count; i++)
        for (size_t sign = SIGN_NONE + 1; sign < SIGNS; sign++) {
            const char *word = find_sign(&inventory->items[i], (enum sign)sign);

            if (word && seen[sign].items++ == 0) {
                seen[sign].first = &inventory->items[i];
                seen[sign].word = word;
            }
        }
}

/* A path as it is shown has no line feed; what is long is left out, and so is what is not ASCII, in
 * which YAML 1.1 has ends of lines of its own. */
static bool may_be_shown(const char *path)
{
    size_t size = strlen(path);

    for (size_t i = 0; i < size; i++)
        if (path[i] < 0x20 || path[i] >= 0x7f)
            return false;
    return size <= SHOWN_PATH_MAX;
}

/* "health records in 3 files, the first scans/a.dcm (dicom)" */
static void tell(const struct seen *seen, const char *what, struct buf *out)
{
    CLEANUP(free_cleanup) char *path = assay_path_show(seen->first->path);

    buf_printf(out, "%s in %" PRIu64 " file%s", what, seen->items, seen->items == 1 ? "" : "s");
    if (path && may_be_shown(path))
        buf_printf(out, ", %s%s", seen->items == 1 ? "" : "the first ", path);
    buf_printf(out, " (%s)", seen->word);
}

enum assay_status init_packs_hint(const struct assay_inventory *inventory, struct arena *arena,
                                  struct assay_init_hint hints[INIT_PACKS_MAX], size_t *count,
                                  struct assay_error *err)
{
    struct seen seen[SIGNS] = {0};

    look(inventory, seen);
    *count = 0;
    for (size_t i = 0; i < ARRAY_LEN(packs); i++) {
        CLEANUP(buf_clear) struct buf why = {.ceiling = WHY_MAX};

        if (!seen[packs[i].sign].items || (packs[i].beside && !seen[packs[i].beside].items))
            continue;
        tell(&seen[packs[i].sign], signs[packs[i].sign].what, &why);
        if (packs[i].beside)
            buf_printf(&why, ", and %s", signs[packs[i].beside].what);
        TRY(buf_status(&why, err));
        hints[*count] = (struct assay_init_hint){packs[i].pack, arena_copy(arena, buf_bytes(&why))};
        if (!hints[(*count)++].why)
            return out_of_memory(err);
    }
    return ASSAY_OK;
}
