/*
 * view_push.c - what a push brings: the commits that the new values of refs lead to and that are
 * not known on the receiving side yet. Source: githooks(5), "pre-receive" and "pre-push".
 */

#include "base/kit.h"
#include "source/fail.h"
#include "source/git/describe.h"
#include "source/git/trees.h"
#include "source/git/views.h"

static bool is_zero(const char *hex)
{
    return hex[0] && hex[strspn(hex, "0")] == 0;
}

/* Hides what a ref leads to. One that cannot be read hides nothing: more is examined, not less. */
static enum assay_status hide(struct view *view, const struct object_id *id,
                              struct assay_error *err)
{
    struct assay_error ignored = {0};
    enum object_type type;
    struct object_id commit;
    enum assay_status status = objects_peel(view->objects, id, &commit, &type, &ignored);

    if (status == ASSAY_OK && type == OBJECT_COMMIT)
        status = graph_start(view->graph, &commit, true, &ignored);
    return status == ASSAY_ENOMEM ? fail_no_memory(err) : ASSAY_OK;
}

/* Whether the receiving side has what a ref of this side leads to. */
static bool is_known(const struct view *view, const struct ref *ref)
{
    const char *remote = view->target->remote;
    size_t size = remote ? strlen(remote) : 0;

    if (!remote)
        return true;
    return strncmp(ref->name, "refs/remotes/", 13) == 0 &&
           strncmp(ref->name + 13, remote, size) == 0 && ref->name[13 + size] == '/';
}

static enum assay_status hide_known(struct view *view, struct assay_error *err)
{
    CLEANUP(inventory_part_freep) struct inventory_part *scratch = inventory_part_new();
    CLEANUP(refs_clear) struct refs refs = {0};

    if (!scratch)
        return fail_no_memory(err);
    TRY(refs_read(view->repository, scratch, &refs, err)); /* old breakage is not the pusher's */
    for (size_t i = 0; i < refs.count; i++)
        if (is_known(view, &refs.refs[i]))
            TRY(hide(view, &refs.refs[i].id, err));
    return ASSAY_OK;
}

static enum assay_status fail_update(const struct assay_ref_update *update, struct assay_error *err)
{
    enum assay_status status =
        fail_id(err, ASSAY_EUSAGE, "usage.bad-value", "\"%s %s %s\" is not how git tells of a push",
                update->before, update->after, update->name);

    assay_error_do(err, "git runs this hook: assay hook install pre-receive, or pre-push");
    return status;
}

static enum assay_status take_update(struct view *view, const struct assay_ref_update *update,
                                     struct assay_error *err)
{
    struct ref ref = {0};
    struct object_id before;
    enum assay_status status;

    if (is_zero(update->after)) /* a ref that goes away brings nothing */
        return ASSAY_OK;
    if (!object_id_parse(bytes_text(update->after), &ref.id) ||
        ref.id.size != view->repository->id_size)
        return fail_update(update, err);
    if (!is_zero(update->before) && object_id_parse(bytes_text(update->before), &before))
        TRY(hide(view, &before, err));
    ref.name = strdup(update->name);
    if (!ref.name)
        return fail_no_memory(err);
    status = view_start_at(view, &ref, err);
    free_cleanup(&ref.name);
    return status;
}

/* The ignore file of this side: one that comes with a push must not hide what comes with it. */
static enum assay_status take_ignore(struct view *view, struct assay_error *err)
{
    struct object_id tree;

    (void)err;
    if (!view->target->remote || !view->born ||
        view_tree_of(view, &view->head, &tree, NULL) != ASSAY_OK ||
        view_take_ignore(view, &tree, NULL) != ASSAY_OK)
        view->has_ignore = false;
    return ASSAY_OK;
}

/* What is present is what the push leaves at its refs; HEAD of this side has none of it yet. A ref
 * that leads to no tree was told when it was walked. */
static enum assay_status mark_pushed(struct view *view, struct assay_error *err)
{
    const struct tree_walk walk = view_walk(view);

    for (size_t i = 0; i < view->target->update_count; i++) {
        const char *after = view->target->updates[i].after;
        struct object_id id, tree;
        enum object_type type;

        if (is_zero(after) || !object_id_parse(bytes_text(after), &id) ||
            objects_peel(view->objects, &id, &tree, &type, NULL) != ASSAY_OK)
            continue;
        id = tree;
        if (type == OBJECT_COMMIT && view_tree_of(view, &id, &tree, NULL) != ASSAY_OK)
            continue;
        if (type == OBJECT_COMMIT || type == OBJECT_TREE)
            TRY(tree_mark(&walk, &tree, err));
    }
    return ASSAY_OK;
}

enum assay_status view_push(struct view *view, struct assay_error *err)
{
    struct commit_graph *graph = view->graph;

    TRY(hide_known(view, err));
    for (size_t i = 0; i < view->target->update_count; i++)
        TRY(take_update(view, &view->target->updates[i], err));
    TRY(graph_walk(graph, view->part, err));
    if (graph->order_size == 0 && view->catalogue->place_count == 0)
        return fail_nothing(view, "the push brings nothing that is not there already", err);
    inventory_count(view->part, graph->order_size, 0);
    TRY(take_ignore(view, err));
    for (size_t i = 0; i < graph->order_size; i++)
        TRY(view_add_introduced(view, graph->order[i], err));
    return mark_pushed(view, err);
}
