/* summary_unjudged.c - what was seen and is part of no finding: nobody may take silence for
 * absence. */

#include <stdlib.h>

#include "base/kit.h"
#include "report/show.h"
#include "report/summary.h"

enum { CLASSES_SHOWN = 6 };

struct seen {
    const char *class_name;
    uint64_t count;
};

/* What some finding is about: a class in an item. A finding holds what it joined of the class, so
 * addresses of observations do not tell. */
struct judged {
    const struct assay_item *item;
    const char *class_name;
};

/* Those, sorted; then all others, by class. */
struct unjudged {
    struct judged *judged;
    size_t judged_count;
    struct seen *all;
    size_t count;
};

static int compare_judged(const void *a, const void *b)
{
    const struct judged *left = a, *right = b;
    int order = (left->item > right->item) - (left->item < right->item);

    return order ? order : strcmp(left->class_name, right->class_name);
}

static int compare_classes(const void *a, const void *b)
{
    return strcmp(((const struct seen *)a)->class_name, ((const struct seen *)b)->class_name);
}

/* The most seen first; of as many by name. */
static int compare_counts(const void *a, const void *b)
{
    const struct seen *left = a, *right = b;
    int order = (left->count < right->count) - (left->count > right->count);

    return order ? order : strcmp(left->class_name, right->class_name);
}

static void unjudged_clear(struct unjudged *unjudged)
{
    free(unjudged->judged);
    free(unjudged->all);
}

static bool gather(const struct assay_assessment *assessment, struct unjudged *out)
{
    const struct assay_inventory *inventory = assessment->inventory;
    size_t total = 0;

    for (size_t i = 0; i < inventory->item_count; i++)
        total += inventory->items[i].content->observation_count;
    out->judged = calloc(assessment->finding_count + 1, sizeof *out->judged);
    out->all = calloc(total + 1, sizeof *out->all);
    if (!out->judged || !out->all)
        return false;
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];

        if (finding->observation)
            out->judged[out->judged_count++] =
                (struct judged){finding->item, finding->observation->class_name};
    }
    qsort(out->judged, out->judged_count, sizeof *out->judged, compare_judged);
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_examination *content = inventory->items[i].content;

        for (size_t k = 0; k < content->observation_count; k++) {
            const struct assay_observation *seen = &content->observations[k];
            const struct judged key = {&inventory->items[i], seen->class_name};

            if (!bsearch(&key, out->judged, out->judged_count, sizeof key, compare_judged))
                out->all[out->count++] = (struct seen){seen->class_name, seen->count};
        }
    }
    return true;
}

/* One entry for each class. */
static void fold(struct unjudged *unjudged)
{
    size_t kept = 0;

    qsort(unjudged->all, unjudged->count, sizeof *unjudged->all, compare_classes);
    for (size_t i = 0; i < unjudged->count; i++) {
        if (kept && strcmp(unjudged->all[kept - 1].class_name, unjudged->all[i].class_name) == 0)
            unjudged->all[kept - 1].count += unjudged->all[i].count;
        else
            unjudged->all[kept++] = unjudged->all[i];
    }
    unjudged->count = kept;
    qsort(unjudged->all, unjudged->count, sizeof *unjudged->all, compare_counts);
}

enum assay_status summary_unjudged(const struct assay_assessment *assessment, struct buf *out,
                                   struct assay_error *err)
{
    CLEANUP(unjudged_clear) struct unjudged unjudged = {0};

    if (!gather(assessment, &unjudged))
        return out_of_memory(err);
    fold(&unjudged);
    for (size_t i = 0; i < unjudged.count && i < CLASSES_SHOWN; i++) {
        buf_text(out, i ? ", " : "");
        show_line(out, unjudged.all[i].class_name);
        buf_byte(out, ' ');
        show_count(out, unjudged.all[i].count);
    }
    if (unjudged.count > CLASSES_SHOWN)
        buf_printf(out, " and %zu classes more", unjudged.count - CLASSES_SHOWN);
    if (unjudged.count > 0)
        buf_text(out, ": part of no finding   (assay list -v)");
    return ASSAY_OK;
}
