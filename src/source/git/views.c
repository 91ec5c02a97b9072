/* views.c - what all views share, and the simplest of them: HEAD, or one commit. */

#include "source/git/views.h"

#include "base/kit.h"
#include "inventory/gaps.h"
#include "inventory/part.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/header.h"
#include "source/git/revision.h"
#include "source/git/trees.h"

struct tree_walk view_walk(const struct view *view)
{
    return (struct tree_walk){
        .objects = view->objects,
        .catalogue = view->catalogue,
        .part = view->part,
        .helpers = view->threads > 1 ? view->threads - 1 : 0,
    };
}

const char *view_hex(const struct view *view, const struct object_id *id)
{
    char hex[OBJECT_HEX_MAX + 1];
    const char *kept;

    object_id_text(id, hex);
    kept = arena_text(inventory_part_arena(view->part), hex);
    return kept ? kept : "";
}

enum assay_status fail_nothing(const struct view *view, const char *why, struct assay_error *err)
{
    const struct repository *repository = view->repository;
    enum assay_status status =
        fail_id(err, ASSAY_EEMPTY, "git.nothing-to-examine", "nothing to examine: %s", why);

    assay_error_path(err, repository->work_dir ? repository->work_dir : repository->git_dir);
    assay_error_why(err, "a check of nothing must not look like a check that found nothing");
    assay_error_do(err, "check the flags, or accept it with --allow-gap nothing");
    return status;
}

bool view_told_gap(const struct view *view)
{
    return view->part->gaps != NULL;
}

void view_gap_shallow(const struct view *view)
{
    char hex[OBJECT_HEX_MAX + 1], why[256];
    size_t others = view->graph->boundaries;

    if (others == 0)
        return;
    object_id_text(&view->graph->boundary, hex);
    if (--others > 0)
        snprintf(why, sizeof why,
                 "history stops at %.7s and %zu more commits: this is a shallow clone, so earlier "
                 "content was not examined",
                 hex, others);
    else
        snprintf(why, sizeof why,
                 "history stops at %.7s: this is a shallow clone, so earlier content was not "
                 "examined",
                 hex);
    inventory_gap(view->part, GAP_GIT_SHALLOW, NULL, ASSAY_NO_OFFSET, why);
}

enum assay_status view_tree_of(struct view *view, const struct object_id *commit,
                               struct object_id *tree, struct assay_error *err)
{
    const struct repository *repository = view->repository;
    CLEANUP(object_release) struct object object = {0};
    struct bytes rest;
    enum assay_status status = object_read(view->objects, commit, &object, err);

    rest = object.bytes;
    if (status == ASSAY_OK &&
        (object.type != OBJECT_COMMIT || !header_take_id(&rest, BYTES("tree"), tree)))
        status = fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "object %s is not a commit",
                         view_hex(view, commit));
    if (status != ASSAY_OK) {
        assay_error_path(err, repository->work_dir ? repository->work_dir : repository->git_dir);
        assay_error_why(err, "without this commit nobody can tell what it holds");
        assay_error_do(err,
                       "git fsck --connectivity-only, then git fetch --refetch or clone again");
    }
    return status;
}

enum assay_status view_take_ignore(struct view *view, const struct object_id *tree,
                                   struct assay_error *err)
{
    struct object object = {0};
    struct assay_error failure = {0};
    size_t id_size = objects_id_size(view->objects);
    struct tree_entry entry;
    struct bytes rest;

    enum assay_status status = object_read(view->objects, tree, &object, &failure);

    if (status_is_gap(status))
        return ASSAY_OK; /* nothing is left out; whoever walks the tree tells */
    if (status != ASSAY_OK) {
        *err = failure;
        return status;
    }
    rest = object.bytes;
    while (object.type == OBJECT_TREE && !view->has_ignore && tree_take(&rest, id_size, &entry)) {
        if (entry.type == ENTRY_FILE && bytes_equal(entry.name, BYTES(".assayignore"))) {
            view->ignore = entry.id;
            view->has_ignore = true;
        }
    }
    object_release(&object);
    return ASSAY_OK;
}

enum assay_status view_mark_present(struct view *view, struct assay_error *err)
{
    struct tree_walk walk = view_walk(view);
    struct object_id tree;

    if (!view->born || view_tree_of(view, &view->head, &tree, NULL) != ASSAY_OK)
        return ASSAY_OK;
    return tree_mark(&walk, &tree, err);
}

enum assay_status view_commit(struct view *view, struct assay_error *err)
{
    struct tree_walk walk = view_walk(view);
    struct object_id commit = view->head, tree;
    enum object_type type = OBJECT_COMMIT;

    if (view->target->view == ASSAY_VIEW_COMMIT)
        TRY(revision_tree_ish(view->repository, view->objects, view->target->revision, &commit,
                              &type, err));
    else if (!view->born)
        return fail_nothing(view, "HEAD has no commit yet", err);
    view->facts->head = view_hex(view, &commit);
    inventory_count(view->part, 1, 0);
    if (type == OBJECT_TREE)
        tree = commit;
    else
        TRY(view_tree_of(view, &commit, &tree, err));
    TRY(view_take_ignore(view, &tree, err));
    return tree_add(&walk, &(struct tree_version){tree, NO_COMMIT}, 1, CATALOGUE_ROOT, err);
}
