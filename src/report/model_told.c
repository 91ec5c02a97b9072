/* model_told.c - what people signed about what was judged. */

#include <inttypes.h>

#include "base/kit.h"
#include "report/model_part.h"
#include "report/show.h"
#include "report/told.h"

enum { STATEMENTS_MAX = 200 };

static void set_subject(struct model *model, xmlNode *node, const struct told_statement *statement)
{
    if (statement->item)
        model_set_path(model, node, statement->item->path);
    else
        model_set(model, node, "path",
                  statement->elsewhere ? "the target as it was then" : "the target as a whole");
    if (statement->more > 0)
        model_set_count(model, node, "more", statement->more);
}

static void add_attestation(struct model *model, xmlNode *node,
                            const struct assay_attestation *told)
{
    model_set(model, node, "kind", "attestation");
    model_set(model, node, "meaning", told->meaning);
    model_set(model, node, "role", told->role);
    model_set(model, node, "time", told->time);
    model_set(model, node, "key", told->signer);
    model_set(model, node, "stands", told->where);
    for (size_t i = 0; i < told->control_count; i++)
        buf_printf(&model->text, "%s%s", i > 0 ? ", " : "", told->controls[i]);
    model_set_text(model, node, "controls");
}

static void add_release(struct model *model, xmlNode *node, const struct assay_release *release)
{
    model_set(model, node, "kind", "release");
    model_set(model, node, "meaning", release->version);
    model_set(model, node, "role", release->role);
    model_set(model, node, "time", release->time);
    model_set(model, node, "key", release->signer);
    buf_printf(&model->text, "entry %" PRIu64, release->entry);
    model_set_text(model, node, "stands");
}

void model_add_told(struct model *model, xmlNode *report)
{
    CLEANUP(told_clear) struct told told = {0};
    struct assay_error err = {0};
    xmlNode *statements;

    if (told_gather(model->assessment, &told, &err) != ASSAY_OK) {
        model->failed = true;
        return;
    }
    if (told.count == 0)
        return;
    statements = model_add(model, report, "statements");
    for (size_t i = 0; i < told.count && i < STATEMENTS_MAX; i++) {
        xmlNode *node = model_add(model, statements, "statement");

        set_subject(model, node, &told.statements[i]);
        if (told.statements[i].attestation)
            add_attestation(model, node, told.statements[i].attestation);
        else
            add_release(model, node, told.statements[i].release);
        model_set(model, node, "state", told.statements[i].state);
    }
    if (told.count > STATEMENTS_MAX)
        model_set_count(model, statements, "rest", told.count - STATEMENTS_MAX);
}
