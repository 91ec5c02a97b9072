/* model_unjudged.c - what was seen and has no finding of its own. */

#include <inttypes.h>

#include "base/kit.h"
#include "report/model_part.h"
#include "report/show.h"
#include "report/summary.h"
#include "report/unjudged.h"

enum { SIGHTINGS_MAX = 200 };

static void set_columns(struct model *model, xmlNode *node, const struct assay_observation *seen)
{
    for (size_t i = 0; i < seen->column_count; i++)
        buf_printf(&model->text, "%s%s", i > 0 ? ", " : "", seen->columns[i].name);
    model_set_text(model, node, "columns");
}

static void add_sighting(struct model *model, xmlNode *parent,
                         const struct unjudged_sighting *sighting)
{
    const struct assay_observation *seen = sighting->seen;
    xmlNode *node = model_add(model, parent, "sighting");

    model_set(model, node, "class", seen->class_name);
    model_set_count(model, node, "count", seen->count);
    model_set(model, node, "confidence", assay_confidence_name(seen->confidence));
    model_set_path(model, node, sighting->item->path);
    set_columns(model, node, seen);
    if (seen->place_count > 0 && seen->places[0].line > 0)
        buf_printf(&model->text, "line %" PRIu32 ", column %" PRIu32, seen->places[0].line,
                   seen->places[0].column);
    else if (seen->place_count > 0)
        buf_printf(&model->text, "byte %" PRIu64, seen->places[0].offset);
    model_set_text(model, node, "place");
}

void model_add_unjudged(struct model *model, xmlNode *report)
{
    CLEANUP(unjudged_clear) struct unjudged unjudged = {0};
    struct assay_error err = {0};
    xmlNode *node;

    if (unjudged_gather(model->assessment, &unjudged, &err) != ASSAY_OK ||
        summary_unjudged(model->assessment, &model->text, &err) != ASSAY_OK) {
        model->failed = true;
        return;
    }
    if (unjudged.count == 0)
        return;
    node = model_add(model, report, "unjudged");
    model_set_text(model, node, "sentence");
    for (size_t i = 0; i < unjudged.count && i < SIGHTINGS_MAX; i++)
        add_sighting(model, node, &unjudged.sightings[i]);
    if (unjudged.count > SIGHTINGS_MAX)
        model_set_count(model, node, "rest", unjudged.count - SIGHTINGS_MAX);
}
