/*
 * card_dates.c - the days that a card gives. Its fields are words ("spring of 2025"); what is
 * written as a day in them must be one.
 */

#include <stdio.h>

#include "base/clock.h"
#include "base/kit.h"
#include "examine/papers/card.h"

enum { DAY_SIZE = sizeof "2026-11-01" - 1, SHOWN_SIZE = 80 };

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Four digits, two, two, and no more around them. */
static bool is_written_as_day(struct bytes text, size_t at)
{
    if (text.size - at < DAY_SIZE || (at > 0 && is_digit(text.data[at - 1])) ||
        (text.size - at > DAY_SIZE && is_digit(text.data[at + DAY_SIZE])))
        return false;
    for (size_t i = 0; i < DAY_SIZE; i++)
        if (i == 4 || i == 7 ? text.data[at + i] != '-' : !is_digit(text.data[at + i]))
            return false;
    return true;
}

static void tell(struct card *card, enum assay_fact_id fact, const char *field, struct bytes day,
                 const char *why)
{
    char text[SHOWN_SIZE];

    snprintf(text, sizeof text, "%s %.*s%s", field, (int)day.size, (const char *)day.data, why);
    evidence_set(card->evidence, fact, fact == ASSAY_FACT_CARD_DATES ? DECLARED : MEASURED,
                 bytes_text(text));
}

/* The days of a text. `last`: of a period, the day before them, behind which it cannot go back. */
static void read_text(struct card *card, const char *field, struct bytes text, struct bytes *last)
{
    for (size_t at = 0; at < text.size; at++) {
        struct bytes day = bytes_of(text.data + at, DAY_SIZE);
        int64_t seconds;

        if (!is_written_as_day(text, at))
            continue;
        if (!clock_parse(day, &seconds))
            tell(card, ASSAY_FACT_CARD_DATES_IMPOSSIBLE, field, day, ", no day of any calendar");
        else if (last && bytes_compare(day, *last) < 0)
            tell(card, ASSAY_FACT_CARD_DATES_IMPOSSIBLE, field, day, ", before it begins");
        else
            tell(card, ASSAY_FACT_CARD_DATES, field, day, "");
        if (last)
            *last = day;
        at += DAY_SIZE - 1;
    }
}

static void read_period(struct card *card, const struct doc *node)
{
    static const char *const ends[] = {"from", "to"};
    struct bytes last = bytes_of(NULL, 0);

    if (node && node->type == DOC_TEXT)
        read_text(card, "period", node->text, &last);
    for (size_t i = 0; node && node->type == DOC_MAP && i < ARRAY_LEN(ends); i++) {
        const struct doc *end = doc_get(node, ends[i]);

        if (end && end->type == DOC_TEXT)
            read_text(card, "period", end->text, &last);
    }
}

void card_read_dates(struct card *card, const struct doc *doc)
{
    const struct doc *origin = doc_get(doc, "origin"), *date;

    read_period(card, doc_get(doc, "period"));
    date = origin && origin->type == DOC_MAP ? doc_get(origin, "date") : NULL;
    if (date && date->type == DOC_TEXT)
        read_text(card, "origin.date", date->text, NULL);
}
