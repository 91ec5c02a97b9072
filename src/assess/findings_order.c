/*
 * findings_order.c - the order of findings, and their numbers among those that are alike.
 *
 * There may be a million, of 190 bytes each, and to compare two by their words touches six places
 * in memory. So each gets a number in which severity, path and rule stand in that order; words are
 * compared only where that leaves two alike.
 */

#include <stdlib.h>

#include "assess/run.h"
#include "base/kit.h"

/* From the highest bit down: severity, whether it is of an item, place of the path, of the rule. */
enum { SEVERITY_SHIFT = 61, ITEM_SHIFT = 60, PATH_SHIFT = 20, RULES_MAX = 1 << PATH_SHIFT };

struct numbered {
    uint64_t number;
    struct assay_finding *finding;
};

static int order_places(const struct assay_observation *a, const struct assay_observation *b)
{
    uint64_t left = a && a->place_count > 0 ? a->places[0].offset : 0;
    uint64_t right = b && b->place_count > 0 ? b->places[0].offset : 0;

    return (left > right) - (left < right);
}

static int order_paths(const struct assay_item *a, const struct assay_item *b)
{
    return a == b || !a || !b ? 0 : assay_path_compare(a->path, b->path);
}

static int order_findings(const void *a, const void *b)
{
    const struct numbered *first = a, *second = b;
    const struct assay_finding *left = first->finding, *right = second->finding;
    int order = (first->number > second->number) - (first->number < second->number);

    if (order)
        return order;
    order = order_paths(left->item, right->item);
    if (order)
        return order;
    if (left->rule != right->rule)
        return strcmp(left->rule->code, right->rule->code);
    order = order_places(left->observation, right->observation);
    if (order)
        return order;
    order = strcmp(left->headline, right->headline);
    if (order)
        return order;
    if (left->item != right->item) /* of a history, or of two inventories: no order of addresses */
        order = memcmp(left->item->content->sha256, right->item->content->sha256,
                       sizeof left->item->content->sha256);
    return order ? order : (left > right) - (left < right); /* as they were judged */
}

/* Of each item: the number of the first with its path. NULL where findings may be about items of
 * two inventories, whose places tell nothing of each other. */
static ASSAY_RESULT place_paths(const struct assessment *assessment, uint32_t **out,
                                struct assay_error *err)
{
    const struct assay_inventory *inventory = assessment->shown.inventory;

    *out = NULL;
    if (assessment->whole || inventory->item_count > UINT32_MAX ||
        assessment->shown.rule_count > RULES_MAX)
        return ASSAY_OK;
    *out = calloc(inventory->item_count + 1, sizeof **out);
    if (!*out)
        return out_of_memory(err);
    for (size_t i = 1; i < inventory->item_count; i++)
        (*out)[i] = order_paths(&inventory->items[i - 1], &inventory->items[i]) == 0 ? (*out)[i - 1]
                                                                                     : (uint32_t)i;
    return ASSAY_OK;
}

static uint64_t number_of(const struct assessment *assessment, const uint32_t *places,
                          const struct assay_finding *finding)
{
    uint64_t number = (uint64_t)(ASSAY_SEVERITIES - 1 - finding->severity) << SEVERITY_SHIFT;

    if (finding->item)
        number |= UINT64_C(1) << ITEM_SHIFT;
    if (!places)
        return number;
    if (finding->item)
        number |= (uint64_t)places[finding->item - assessment->shown.inventory->items]
                  << PATH_SHIFT;
    return number | (uint64_t)(finding->rule - assessment->shown.rules);
}

/* Into memory of their own: within a severity they are read and written one after the other, which
 * to move them where they stand would not. */
static ASSAY_RESULT take_in_order(struct assessment *assessment, const struct numbered *sorted,
                                  struct assay_error *err)
{
    size_t count = assessment->shown.finding_count;
    struct assay_finding *findings = calloc(count + 1, sizeof *findings);

    if (!findings)
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++)
        findings[i] = *sorted[i].finding;
    free(assessment->findings);
    assessment->findings = findings;
    assessment->finding_room = count + 1;
    assessment->shown.findings = findings;
    return ASSAY_OK;
}

enum assay_status findings_sort(struct assessment *assessment, struct assay_error *err)
{
    size_t count = assessment->shown.finding_count;
    CLEANUP(free_cleanup) struct numbered *sorted = calloc(count + 1, sizeof *sorted);
    CLEANUP(free_cleanup) uint32_t *places = NULL;

    if (!sorted)
        return out_of_memory(err);
    TRY(place_paths(assessment, &places, err));
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct numbered){number_of(assessment, places, &assessment->findings[i]),
                                      &assessment->findings[i]};
    qsort(sorted, count, sizeof *sorted, order_findings);
    return take_in_order(assessment, sorted, err);
}

/* Fingerprints stand elsewhere, and most differ in the first digits. */
static int order_fingerprints(const void *a, const void *b)
{
    const struct numbered *left = a, *right = b;
    int order = (left->number > right->number) - (left->number < right->number);

    if (!order)
        order = strcmp(left->finding->fingerprint, right->finding->fingerprint);
    return order ? order /* as they are reported */
                 : (left->finding > right->finding) - (left->finding < right->finding);
}

enum assay_status findings_number(struct assessment *assessment, struct assay_error *err)
{
    struct assay_finding *findings = assessment->findings;
    size_t count = assessment->shown.finding_count;
    CLEANUP(free_cleanup) struct numbered *sorted = calloc(count + 1, sizeof *sorted);

    if (!sorted)
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        sorted[i].finding = &findings[i];
        memcpy(&sorted[i].number, findings[i].fingerprint, sizeof sorted[i].number);
    }
    qsort(sorted, count, sizeof *sorted, order_fingerprints);
    for (size_t i = 1; i < count; i++)
        if (strcmp(sorted[i].finding->fingerprint, sorted[i - 1].finding->fingerprint) == 0)
            sorted[i].finding->ordinal = sorted[i - 1].finding->ordinal + 1;
    return ASSAY_OK;
}
