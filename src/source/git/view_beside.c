/*
 * view_beside.c - what is staged or pushed, with what may be a record or a card beside it: a model
 * that changed has a card where its card did not change.
 */

#include "base/kit.h"
#include "source/beside.h"
#include "source/git/describe.h"
#include "source/git/trees.h"
#include "source/git/views.h"

bool view_is_of_index(const struct assay_target *target)
{
    return target->view == ASSAY_VIEW_STAGED ||
           (target->view == ASSAY_VIEW_BESIDE && target->update_count == 0 && !target->names);
}

/* A ref that leads nowhere was a gap of the push itself. */
static ASSAY_RESULT add_speakers(struct view *view, const struct assay_ref_update *update,
                                 struct assay_error *err)
{
    struct tree_walk walk = view_walk(view);
    struct object_id id, commit, tree;
    struct assay_error ignored = {0};
    enum object_type type;

    walk.wants = beside_may_speak;
    if (!object_id_parse(bytes_text(update->after), &id) ||
        objects_peel(view->objects, &id, &commit, &type, &ignored) != ASSAY_OK ||
        type != OBJECT_COMMIT || view_tree_of(view, &commit, &tree, &ignored) != ASSAY_OK)
        return ASSAY_OK;
    return tree_add_new(&walk, &tree, NULL, 0, NO_COMMIT, err);
}

enum assay_status view_beside(struct view *view, struct assay_error *err)
{
    bool of_index = view_is_of_index(view->target);

    view->facts->view = assay_view_name(of_index ? ASSAY_VIEW_STAGED : ASSAY_VIEW_PUSH);
    if (of_index)
        return view_staged(view, err);
    TRY(view_push(view, err));
    for (size_t i = 0; i < view->target->update_count; i++)
        TRY(add_speakers(view, &view->target->updates[i], err));
    return ASSAY_OK;
}
