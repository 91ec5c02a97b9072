/* evidence_columns.c - what tables tell of the values in their columns, less what would tell of a
 * person: known only when all was seen. */

#include "base/kit.h"
#include "examine/detect/column_proof.h"
#include "examine/evidence_part.h"
#include "examine/tables/row_sketch.h"

void evidence_bounds(struct evidence *evidence, uint32_t column, const struct column_bounds *bounds)
{
    struct column *known = evidence_use_column(evidence, column);

    if (!known)
        return;
    evidence->bounded_count = (size_t)column + 1;
    known->parts = (uint8_t)(bounds->part < ROW_PARTS ? 1U << bounds->part : 0);
    known->table = bounds->table;
    known->told = true;
    if (bounds->least.size == 0)
        return;
    known->least = evidence_keep(evidence, bounds->least, false);
    known->most = evidence_keep(evidence, bounds->most, false);
    known->time = bounds->time;
}

void evidence_no_table(struct evidence *evidence)
{
    static const enum assay_fact_id facts[] = {
        ASSAY_FACT_DATASET_COLUMN_DISTINCT,    ASSAY_FACT_DATASET_COLUMN_NAMES,
        ASSAY_FACT_DATASET_COLUMN_NULLS,       ASSAY_FACT_DATASET_COLUMN_TYPES,
        ASSAY_FACT_DATASET_KEY_SKETCH,         ASSAY_FACT_DATASET_PERSON_COLUMNS,
        ASSAY_FACT_DATASET_ROW_NUMBER_COLUMNS, ASSAY_FACT_DATASET_TABLES};

    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        evidence->slots[facts[i]][MEASURED] = (struct slot){0};
    evidence->bounded_count = evidence->label_count = 0;
}

void evidence_label(struct evidence *evidence, uint32_t column, struct bytes line)
{
    const char *text = evidence_keep(evidence, line, true);

    if (!text || !evidence_reserve(evidence, (void **)&evidence->labels, &evidence->label_capacity,
                                   evidence->label_count, sizeof *evidence->labels))
        return;
    evidence->labels[evidence->label_count++] = (struct label_line){column, text};
}

static void list_bound(struct evidence *evidence, enum assay_fact_id id, const char *text)
{
    evidence_list(evidence, id, MEASURED, bytes_text(text ? text : ""));
}

/* The time that all columns of times span. */
static void tell_times(struct evidence *evidence)
{
    const char *from = NULL, *to = NULL;

    for (size_t i = 0; i < evidence->bounded_count; i++) {
        const struct column *column = &evidence->columns[i];

        if (!column->time || !column->least || !column->most)
            continue;
        if (!from || strcmp(column->least, from) < 0)
            from = column->least;
        if (!to || strcmp(column->most, to) > 0)
            to = column->most;
    }
    if (!from)
        return;
    evidence_text(evidence, ASSAY_FACT_DATASET_TIME_FROM, MEASURED, bytes_text(from));
    evidence_text(evidence, ASSAY_FACT_DATASET_TIME_TO, MEASURED, bytes_text(to));
}

/* True where a column's name says that its values are numbers of persons, or that who knows one of
 * them gets in: bare digits prove neither. */
static bool is_named_private(const char *name)
{
    static const char *const private[] = {
        "account", "acct",     "card",     "cards",    "cell phone", "fax",         "iban",
        "konto",   "mobile",   "mobil",    "movil",    "msisdn",     "national id", "otp",
        "pan",     "passcode", "passport", "password", "passwort",   "passwd",      "phone",
        "phones",  "pin",      "pins",     "pwd",      "secret",     "secrets",     "ssn",
        "tax id",  "tel",      "telefon",  "telefono", "telephone",  "tin",         "token",
        "totp",    "puk",      "cvv",      "cvc",      NULL};
    static const char *const about[] = {"age",    "balance", "count", "counts", "days",
                                        "len",    "length",  "limit", "months", "size",
                                        "status", "total",   NULL};

    return column_is_named(name, private) && !column_is_named(name, about);
}

/* What a row is known again by, and who guesses the row could see confirmed. */
struct guessable {
    bool rows;   /* all columns are personal */
    bool rests;  /* so are all that some part of the columns leaves, in some table */
    bool values; /* or that some part of the values may leave */
};

/* Columns that are not personal: so many values are all in two of four parts in one row of 11,000.
 */
enum { OPEN_ENOUGH = 16 };

/* The columns of one table. */
struct shown {
    uint32_t table;
    unsigned open_parts; /* parts with a column that is not personal, a bit each */
    unsigned open;       /* such columns */
    bool personal;       /* there is one that is */
};

/* Whichever part is left out, another one has to hold something that nobody knows of a person. */
static bool has_guessable_rests(const struct shown *shown)
{
    bool one_at_most = (shown->open_parts & (shown->open_parts - 1)) == 0;

    return shown->personal && one_at_most;
}

static bool has_guessable_values(const struct shown *shown)
{
    return shown->personal && shown->open < OPEN_ENOUGH;
}

static struct guessable withhold(struct evidence *evidence)
{
    struct guessable out = {.rows = evidence->bounded_count > 0};
    struct shown shown = {0};

    for (size_t i = 0; i < evidence->column_count; i++) {
        struct column *column = &evidence->columns[i];

        if (!column->told)
            continue;
        if (column->table != shown.table) {
            out.rests |= has_guessable_rests(&shown);
            out.values |= has_guessable_values(&shown);
            shown = (struct shown){.table = column->table};
        }
        if (evidence_column_is_personal(evidence, (uint32_t)i) || is_named_private(column->name)) {
            column->least = column->most = NULL;
            shown.personal = true;
        } else {
            shown.open_parts |= column->parts;
            shown.open++;
            out.rows = false;
        }
    }
    out.rests |= out.rows || has_guessable_rests(&shown);
    out.values |= out.rows || has_guessable_values(&shown);
    return out;
}

void evidence_end_columns(struct evidence *evidence)
{
    struct guessable guessable;
    bool any = false;

    evidence_count_waiting(evidence, UINT64_MAX, EVIDENCE_NO_COLUMN, NULL);
    if (!evidence->table)
        return;
    for (size_t i = 0; i < evidence->bounded_count; i++)
        any |= evidence->columns[i].least != NULL;
    guessable = withhold(evidence);
    for (size_t i = 0; any && i < evidence->bounded_count; i++) {
        if (!evidence->columns[i].told)
            continue;
        list_bound(evidence, ASSAY_FACT_DATASET_COLUMN_MINIMUM, evidence->columns[i].least);
        list_bound(evidence, ASSAY_FACT_DATASET_COLUMN_MAXIMUM, evidence->columns[i].most);
    }
    tell_times(evidence);
    for (size_t i = 0; i < evidence->label_count; i++)
        if (!evidence_column_is_personal(evidence, evidence->labels[i].column))
            list_bound(evidence, ASSAY_FACT_DATASET_LABEL_BALANCE, evidence->labels[i].text);
    if (guessable.rows)
        evidence->slots[ASSAY_FACT_DATASET_ROW_SKETCH][MEASURED] = (struct slot){0};
    if (guessable.rests)
        evidence->slots[ASSAY_FACT_DATASET_ALIKE_SKETCH][MEASURED] = (struct slot){0};
    if (guessable.values)
        evidence->slots[ASSAY_FACT_DATASET_VALUE_SKETCH][MEASURED] = (struct slot){0};
}
