/* summary_unjudged.c - one line of what was seen and has no finding of its own, by class. */

#include <stdlib.h>

#include "base/kit.h"
#include "report/show.h"
#include "report/summary.h"
#include "report/unjudged.h"

enum { CLASSES_SHOWN = 6 };

struct seen {
    const char *class_name;
    uint64_t count;
};

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

/* One entry for each class; yields how many. */
static size_t fold(struct seen *seen, size_t count)
{
    size_t kept = 0;

    qsort(seen, count, sizeof *seen, compare_classes);
    for (size_t i = 0; i < count; i++) {
        if (kept && strcmp(seen[kept - 1].class_name, seen[i].class_name) == 0)
            seen[kept - 1].count += seen[i].count;
        else
            seen[kept++] = seen[i];
    }
    qsort(seen, kept, sizeof *seen, compare_counts);
    return kept;
}

static void write_classes(const struct seen *seen, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count && i < CLASSES_SHOWN; i++) {
        buf_text(out, i ? ", " : "");
        show_line(out, seen[i].class_name);
        buf_byte(out, ' ');
        show_count(out, seen[i].count);
    }
    if (count > CLASSES_SHOWN)
        buf_printf(out, " and %zu %s more", count - CLASSES_SHOWN,
                   count - CLASSES_SHOWN == 1 ? "class" : "classes");
    if (count > 0)
        buf_text(out, count == 1 ? ": no finding of its own" : ": no findings of their own");
}

enum assay_status summary_unjudged(const struct assay_assessment *assessment, struct buf *out,
                                   struct assay_error *err)
{
    CLEANUP(unjudged_clear) struct unjudged unjudged = {0};
    CLEANUP(free_cleanup) struct seen *seen = NULL;

    TRY(unjudged_gather(assessment, &unjudged, err));
    seen = calloc(unjudged.count + 1, sizeof *seen);
    if (!seen)
        return out_of_memory(err);
    for (size_t i = 0; i < unjudged.count; i++)
        seen[i] = (struct seen){unjudged.sightings[i].seen->class_name,
                                unjudged.sightings[i].seen->count};
    write_classes(seen, fold(seen, unjudged.count), out);
    return ASSAY_OK;
}
