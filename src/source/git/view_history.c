/* view_history.c - everything that a ref leads to, each content with the oldest commit of each
 * place. */

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/describe.h"
#include "source/git/header.h"
#include "source/git/refs.h"
#include "source/git/trees.h"
#include "source/git/views.h"

/* A tag may name a tree or a blob: it stands under the name of the tag. */
static enum assay_status add_named(struct view *view, const struct ref *ref,
                                   const struct object_id *id, enum object_type type,
                                   struct assay_error *err)
{
    struct tree_walk walk = view_walk(view);
    uint32_t node;

    if (type == OBJECT_BLOB)
        return catalogue_add(view->catalogue, CATALOGUE_ROOT, bytes_text(ref->name), ENTRY_FILE, id,
                             NO_COMMIT, &node, err);
    TRY(catalogue_add_node(view->catalogue, CATALOGUE_ROOT, bytes_text(ref->name), &node, err));
    return tree_add(&walk, &(struct tree_version){*id, NO_COMMIT}, 1, node, err);
}

/* The tag that a ref names, and those that it is a tag of, up to what all of them lead to. */
static enum assay_status note_tags(struct view *view, struct object_id id,
                                   const struct object_id *end, struct assay_error *err)
{
    while (!object_id_equal(&id, end)) {
        CLEANUP(object_release) struct object tag = {0};
        struct bytes rest;

        TRY(catalogue_add_tag(view->catalogue, &id, err));
        if (object_read(view->objects, &id, &tag, NULL) != ASSAY_OK)
            break; /* it was read a moment ago */
        rest = tag.bytes;
        if (!header_take_id(&rest, BYTES("object"), &id))
            break;
    }
    return ASSAY_OK;
}

enum assay_status view_start_at(struct view *view, const struct ref *ref, struct assay_error *err)
{
    struct assay_error failure = {0};
    enum object_type type = OBJECT_COMMIT;
    struct object_id id;
    enum assay_status status = objects_peel(view->objects, &ref->id, &id, &type, &failure);

    if (status == ASSAY_OK)
        TRY(note_tags(view, ref->id, &id, err));
    if (status == ASSAY_OK && (type == OBJECT_TREE || type == OBJECT_BLOB))
        return add_named(view, ref, &id, type, err);
    if (status == ASSAY_OK)
        status = graph_start(view->graph, &id, false, &failure);
    if (status == ASSAY_OK)
        return ASSAY_OK;
    if (!status_is_gap(status)) {
        *err = failure;
        return status;
    }
    inventory_gap(view->part, GAP_GIT_REF_BROKEN,
                  inventory_path(view->part, NULL, bytes_text(ref->name)), ASSAY_NO_OFFSET,
                  failure.text);
    return ASSAY_OK;
}

static int compare_refs(const void *a, const void *b)
{
    const struct ref *one = a, *other = b;
    int order = strcmp(one->name, other->name);

    return order ? order : object_id_compare(&one->id, &other->id);
}

enum assay_status view_add_all(struct view *view, struct assay_error *err)
{
    const struct commit_graph *graph = view->graph;
    struct tree_walk walk = view_walk(view);
    size_t count = 0;
    CLEANUP(free_cleanup)
    struct tree_version *versions = calloc(graph->order_size + 1, sizeof *versions);

    if (!versions)
        return fail_no_memory(err);
    for (size_t i = 0; i < graph->order_size; i++) {
        struct commit *commit = &graph->commits[graph->order[i]];

        if (!commit->added)
            versions[count++] = (struct tree_version){commit->tree, graph->order[i]};
        commit->added = true;
    }
    return tree_add(&walk, versions, count, CATALOGUE_ROOT, err);
}

/* What git would show in place of something else is left alone: a note, for nothing is left out. */
static void note_replaced(const struct view *view, const struct refs *refs)
{
    char path[PATH_MAX], why[128];

    if (refs->replaced > 0) {
        snprintf(why, sizeof why,
                 "%zu replaced object%s examined as they are, not as git shows them",
                 refs->replaced, refs->replaced == 1 ? "" : "s");
        inventory_note(view->part, NOTE_GIT_REPLACE_IGNORED, NULL, why);
    }
    snprintf(path, sizeof path, "%s/info/grafts", view->repository->common_dir);
    if (access(path, F_OK) == 0)
        inventory_note(view->part, NOTE_GIT_REPLACE_IGNORED,
                       inventory_path(view->part, NULL, BYTES("info/grafts")),
                       "parents of commits are those that they name, not those of the grafts");
}

enum assay_status view_history(struct view *view, struct assay_error *err)
{
    CLEANUP(refs_clear) struct refs refs = {0};
    struct commit_graph *graph = view->graph;
    struct object_id tree;

    TRY(refs_read(view->repository, view->part, &refs, err));
    if (refs.count > 0)
        qsort(refs.refs, refs.count, sizeof *refs.refs, compare_refs);
    for (size_t i = 0; i < refs.count; i++)
        TRY(view_start_at(view, &refs.refs[i], err));
    TRY(graph_walk(graph, view->part, err));
    if (graph->order_size == 0 && view->catalogue->place_count == 0 && !view_told_gap(view))
        return fail_nothing(view, "no ref leads to a commit", err);
    inventory_count(view->part, graph->order_size, 0);
    view_gap_shallow(view);
    if (view->born && view_tree_of(view, &view->head, &tree, NULL) == ASSAY_OK &&
        view_take_ignore(view, &tree, NULL) != ASSAY_OK)
        view->has_ignore = false; /* HEAD is broken, which the walk has told: nothing is left out */
    note_replaced(view, &refs);
    return view_add_all(view, err);
}
