/*
 * record_dates.c - see record_dates.h. The schema says which fields are days and of what, so that a
 * new kind of record is held to its dates without a word here.
 */

#include "examine/papers/record_dates.h"

#include <stdio.h>
#include <string.h>

#include "base/kit.h"

enum { FIELD_SIZE = 256, DAY_SIZE = sizeof "2026-11-01" - 1, TOLD_MAX = 100 };

struct teller {
    struct evidence *evidence;
    size_t impossible; /* there were; the first TOLD_MAX are told */
};

/* A field of a form, with the latest day that it has in a list: one line tells of all. */
struct latest {
    struct bytes day;
    char field[FIELD_SIZE];
};

static struct bytes day_of(const struct doc *node)
{
    return bytes_front(node->text, DAY_SIZE);
}

static void tell_impossible(struct teller *teller, const char *field, struct bytes day,
                            const char *why)
{
    char text[2 * FIELD_SIZE];

    if (teller->impossible++ == TOLD_MAX)
        evidence_set(teller->evidence, ASSAY_FACT_RECORD_DATES_IMPOSSIBLE, MEASURED,
                     BYTES("and more"));
    if (teller->impossible > TOLD_MAX)
        return;
    snprintf(text, sizeof text, "%s %.*s%s", field, (int)day.size, (const char *)day.data, why);
    evidence_set(teller->evidence, ASSAY_FACT_RECORD_DATES_IMPOSSIBLE, MEASURED, bytes_text(text));
}

static void look_at_day(struct teller *teller, const struct form *form, const struct doc *node,
                        const char *field, struct latest *latest)
{
    struct bytes day = day_of(node);

    if (form->when == WHEN_AHEAD)
        return;
    if (form->when == WHEN_DONE && bytes_compare(day, BYTES("1990-01-01")) < 0)
        tell_impossible(teller, field, day, ", before 1990");
    if (bytes_compare(day, latest->day) > 0) {
        latest->day = day;
        snprintf(latest->field, sizeof latest->field, "%s", field);
    }
}

/* What X-from begins X-to ends. */
static void look_at_period(struct teller *teller, const struct form *map, const struct form *end,
                           const struct doc *doc, const char *field)
{
    size_t stem = strlen(end->name) - strlen("-to");
    char name[FIELD_SIZE], why[2 * FIELD_SIZE];
    const struct doc *from, *to = doc_get(doc, end->name);

    snprintf(name, sizeof name, "%.*s-from", (int)stem, end->name);
    from = form_field(map, bytes_text(name)) ? doc_get(doc, name) : NULL;
    if (!from || !to || bytes_compare(day_of(from), day_of(to)) <= 0)
        return;
    snprintf(why, sizeof why, ", before %s %.*s", name, (int)day_of(from).size,
             (const char *)day_of(from).data);
    tell_impossible(teller, field, day_of(to), why);
}

static bool is_day(const struct form *form)
{
    return form->type == FORM_DATE || form->type == FORM_TIME;
}

/* NOLINTBEGIN(misc-no-recursion): a form is no deeper than its reader lets it be */

/* All that one field of the form has in the document, where lists are around it, too. */
static void look(struct teller *teller, const struct form *form, const struct doc *node,
                 const char *field, const struct form *wanted, struct latest *latest)
{
    char below[FIELD_SIZE];

    if (form == wanted) {
        look_at_day(teller, form, node, field, latest);
        return;
    }
    for (size_t i = 0; form->type == FORM_LIST && i < node->count; i++) {
        snprintf(below, sizeof below, "%s[%zu]", field, i + 1);
        look(teller, form->element, &node->items[i], below, wanted, latest);
    }
    for (size_t i = 0; form->type == FORM_MAP && i < form->field_count; i++) {
        const struct form *part = &form->fields[i];
        const struct doc *value = doc_get(node, part->name);

        if (!value)
            continue;
        snprintf(below, sizeof below, "%s%s%s", field, *field ? "." : "", part->name);
        if (part == wanted && bytes_ends(bytes_text(part->name), BYTES("-to")))
            look_at_period(teller, form, part, node, below);
        look(teller, part, value, below, wanted, latest);
    }
}

static void tell_each(struct teller *teller, const struct form *form, const struct form *whole,
                      const struct doc *doc)
{
    struct latest latest = {0};
    char text[2 * FIELD_SIZE];

    if (is_day(form))
        look(teller, whole, doc, "", form, &latest);
    if (latest.day.size > 0) {
        snprintf(text, sizeof text, "%s %.*s", latest.field, (int)latest.day.size,
                 (const char *)latest.day.data);
        evidence_set(teller->evidence, ASSAY_FACT_RECORD_DATES, DECLARED, bytes_text(text));
    }
    if (form->type == FORM_LIST)
        tell_each(teller, form->element, whole, doc);
    for (size_t i = 0; form->type == FORM_MAP && i < form->field_count; i++)
        tell_each(teller, &form->fields[i], whole, doc);
}

/* NOLINTEND(misc-no-recursion) */

void record_dates_tell(struct evidence *evidence, const struct form *form, const struct doc *doc)
{
    struct teller teller = {.evidence = evidence};

    tell_each(&teller, form, form, doc);
}
