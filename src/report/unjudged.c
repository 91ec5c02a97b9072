/* unjudged.c - what was seen and has no finding of its own. */

#include "report/unjudged.h"

#include <stdlib.h>

#include "base/kit.h"

/*
 * A finding about a class holds what it joined of it, so addresses of observations do not tell; and
 * an item that is judged where the whole is, is another object there. So: path, content, class.
 */
static int order_same(const struct unjudged_sighting *a, const struct unjudged_sighting *b)
{
    int order = strcmp(a->seen->class_name, b->seen->class_name);

    if (!order && a->item != b->item) {
        order = assay_path_compare(a->item->path, b->item->path);
        if (!order)
            order = memcmp(a->item->content->sha256, b->item->content->sha256,
                           sizeof a->item->content->sha256);
    }
    return order;
}

/* What a finding is about, from its least sure part on. */
struct judged {
    struct unjudged_sighting sighting;
    enum assay_confidence least_sure;
};

static int compare_judged(const void *a, const void *b)
{
    const struct judged *left = a, *right = b;

    return order_same(&left->sighting, &right->sighting);
}

static int compare_shown(const void *a, const void *b)
{
    const struct unjudged_sighting *left = a, *right = b;
    int order = (left->seen->confidence < right->seen->confidence) -
                (left->seen->confidence > right->seen->confidence);

    if (!order)
        order = strcmp(left->seen->class_name, right->seen->class_name);
    if (!order)
        order = (left->seen->count < right->seen->count) - (left->seen->count > right->seen->count);
    return order ? order : order_same(left, right);
}

/* Who excused a finding is named in it, and the report shows each waiver with its person. */
static bool is_waivers(const struct assay_item *item)
{
    static const char name[] = ".assay/waivers";

    return !item->path->container && item->path->size == sizeof name - 1 &&
           memcmp(item->path->name, name, sizeof name - 1) == 0;
}

static size_t count_observations(const struct assay_inventory *inventory)
{
    size_t count = 0;

    for (size_t i = 0; i < inventory->item_count; i++)
        count += inventory->items[i].content->observation_count;
    return count;
}

/* Those that findings are about, sorted, each once. */
static size_t gather_judged(const struct assay_assessment *assessment, struct judged *judged)
{
    size_t count = 0, kept = 0;

    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];

        if (finding->observation && finding->item)
            judged[count++] =
                (struct judged){{finding->item, finding->observation}, finding->least_sure};
    }
    qsort(judged, count, sizeof *judged, compare_judged);
    for (size_t i = 0; i < count; i++) {
        struct judged *before = kept > 0 ? &judged[kept - 1] : NULL;

        if (!before || compare_judged(before, &judged[i]) != 0)
            judged[kept++] = judged[i];
        else if (judged[i].least_sure < before->least_sure)
            before->least_sure = judged[i].least_sure;
    }
    return kept;
}

static bool is_judged(const struct judged *judged, size_t count,
                      const struct unjudged_sighting *sighting)
{
    const struct judged key = {.sighting = *sighting};
    const struct judged *found = bsearch(&key, judged, count, sizeof key, compare_judged);

    return found && sighting->seen->confidence >= found->least_sure;
}

enum assay_status unjudged_gather(const struct assay_assessment *assessment, struct unjudged *out,
                                  struct assay_error *err)
{
    const struct assay_inventory *inventory = assessment->inventory;
    CLEANUP(free_cleanup)
    struct judged *judged = calloc(assessment->finding_count + 1, sizeof *judged);
    struct unjudged_sighting *sightings =
        calloc(count_observations(inventory) + 1, sizeof *sightings);
    size_t judged_count, count = 0;

    if (!judged || !sightings) {
        free(sightings);
        return out_of_memory(err);
    }
    judged_count = gather_judged(assessment, judged);
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];

        for (size_t k = 0; k < item->content->observation_count && !is_waivers(item); k++) {
            const struct unjudged_sighting sighting = {item, &item->content->observations[k]};

            if (!is_judged(judged, judged_count, &sighting))
                sightings[count++] = sighting;
        }
    }
    qsort(sightings, count, sizeof *sightings, compare_shown);
    *out = (struct unjudged){.sightings = sightings, .count = count};
    return ASSAY_OK;
}

void unjudged_clear(struct unjudged *unjudged)
{
    free(unjudged->sightings);
    *unjudged = (struct unjudged){0};
}
