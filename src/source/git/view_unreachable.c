/*
 * view_unreachable.c - history, and behind it what no ref leads to: commits that only logs of refs
 * remember or nothing does, then trees and blobs that stand in no commit.
 *
 * All of the store is listed, and what the walk of refs met is taken away. So a commit that only a
 * reflog names is found without reading the log, and one that was pruned is not asked for.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/id_set.h"
#include "source/git/views.h"

#define FOLDER "(unreachable)"

struct rest {
    struct view *view;
    struct id_set roots;      /* trees of commits that were walked */
    struct id_set unknown;    /* what the walk of refs did not meet */
    struct id_set referenced; /* by a tree that nothing leads to */
    struct object_id *trees, *blobs;
    size_t tree_count, blob_count;
};

static void rest_clear(struct rest *rest)
{
    id_set_clear(&rest->roots);
    id_set_clear(&rest->unknown);
    id_set_clear(&rest->referenced);
    free(rest->trees);
    free(rest->blobs);
}

static enum assay_status meet(void *state, const struct object_id *id)
{
    struct rest *rest = state;

    if (graph_has(rest->view->graph, id) || catalogue_knows(rest->view->catalogue, id) ||
        id_set_has(&rest->roots, id))
        return ASSAY_OK;
    return id_set_add(&rest->unknown, id);
}

static enum assay_status find_unknown(struct rest *rest, struct assay_error *err)
{
    const struct commit_graph *graph = rest->view->graph;
    enum assay_status status = ASSAY_OK;

    for (size_t i = 0; i < graph->order_size && status == ASSAY_OK; i++)
        status = id_set_add(&rest->roots, &graph->commits[graph->order[i]].tree);
    if (status == ASSAY_OK)
        status = objects_each(rest->view->objects, meet, rest);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    TRY(status);
    id_set_sort(&rest->unknown);
    rest->trees = calloc(rest->unknown.count + 1, sizeof *rest->trees);
    rest->blobs = calloc(rest->unknown.count + 1, sizeof *rest->blobs);
    return rest->trees && rest->blobs ? ASSAY_OK : fail_no_memory(err);
}

/* What a tree holds has a name already: its own entry there. */
static enum assay_status refer(struct rest *rest, struct bytes tree, size_t id_size)
{
    struct tree_entry entry;

    while (tree_take(&tree, id_size, &entry))
        TRY(id_set_add(&rest->referenced, &entry.id));
    return ASSAY_OK;
}

/* Commits are walked; trees and blobs are kept for later, when it is known what leads to them. */
static enum assay_status sort_out(struct rest *rest, const struct object_id *id,
                                  struct assay_error *err)
{
    CLEANUP(object_release) struct object object = {0};
    struct assay_error failure = {0};
    enum assay_status status = object_read(rest->view->objects, id, &object, &failure);

    if (status == ASSAY_ELIMIT) { /* so large a thing is content */
        rest->blobs[rest->blob_count++] = *id;
        return ASSAY_OK;
    }
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (status != ASSAY_OK) {
        gap_from(rest->view->part, NULL, &failure);
        return ASSAY_OK;
    }
    if (object.type == OBJECT_BLOB)
        rest->blobs[rest->blob_count++] = *id;
    if (object.type == OBJECT_TREE) {
        rest->trees[rest->tree_count++] = *id;
        if (refer(rest, object.bytes, id->size) != ASSAY_OK)
            return fail_no_memory(err);
    }
    if (object.type != OBJECT_COMMIT)
        return ASSAY_OK;
    status = graph_start(rest->view->graph, id, false, &failure);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (status != ASSAY_OK)
        gap_from(rest->view->part, NULL, &failure);
    return ASSAY_OK;
}

static enum assay_status name_node(struct rest *rest, const struct object_id *id, uint32_t *folder,
                                   char hex[OBJECT_HEX_MAX + 1], struct assay_error *err)
{
    object_id_text(id, hex);
    return catalogue_add_node(rest->view->catalogue, CATALOGUE_ROOT, BYTES(FOLDER), folder, err);
}

/* Trees that no commit and no other tree leads to, with all that they hold. */
static enum assay_status add_trees(struct rest *rest, struct assay_error *err)
{
    const struct tree_walk walk = view_walk(rest->view);
    char hex[OBJECT_HEX_MAX + 1];
    uint32_t folder, node;

    for (size_t i = 0; i < rest->tree_count; i++) {
        const struct object_id *id = &rest->trees[i];
        const struct tree_version version = {*id, NO_COMMIT};

        if (id_set_has(&rest->referenced, id) || id_set_has(&rest->roots, id) ||
            catalogue_knows(rest->view->catalogue, id))
            continue;
        TRY(name_node(rest, id, &folder, hex, err));
        TRY(catalogue_add_node(rest->view->catalogue, folder, bytes_text(hex), &node, err));
        TRY(tree_add(&walk, &version, 1, node, err));
    }
    return ASSAY_OK;
}

static enum assay_status add_blobs(struct rest *rest, struct assay_error *err)
{
    char hex[OBJECT_HEX_MAX + 1];
    uint32_t folder, node;

    for (size_t i = 0; i < rest->blob_count; i++) {
        const struct object_id *id = &rest->blobs[i];

        if (catalogue_knows(rest->view->catalogue, id))
            continue;
        TRY(name_node(rest, id, &folder, hex, err));
        TRY(catalogue_add(rest->view->catalogue, folder, bytes_text(hex), ENTRY_FILE, id, NO_COMMIT,
                          &node, err));
    }
    return ASSAY_OK;
}

static enum assay_status add_rest(struct rest *rest, struct assay_error *err)
{
    struct commit_graph *graph = rest->view->graph;
    size_t before = graph->order_size;

    TRY(find_unknown(rest, err));
    for (size_t i = 0; i < rest->unknown.count; i++)
        TRY(sort_out(rest, &rest->unknown.ids[i], err));
    TRY(graph_walk(graph, rest->view->part, err));
    inventory_count(rest->view->part, graph->order_size - before, 0);
    TRY(view_add_all(rest->view, err));
    for (size_t i = 0; i < graph->order_size; i++)
        if (id_set_add(&rest->roots, &graph->commits[graph->order[i]].tree) != ASSAY_OK)
            return fail_no_memory(err);
    TRY(add_trees(rest, err));
    return add_blobs(rest, err);
}

enum assay_status view_unreachable(struct view *view, struct assay_error *err)
{
    CLEANUP(rest_clear) struct rest rest = {.view = view};
    enum assay_status status = view_history(view, err);

    id_set_init(&rest.roots);
    id_set_init(&rest.unknown);
    id_set_init(&rest.referenced);
    if (status != ASSAY_EEMPTY) /* no ref leads anywhere: all there is, is unreachable */
        TRY(status);
    TRY(add_rest(&rest, err));
    if (view->catalogue->place_count == 0 && !view_told_gap(view))
        return fail_nothing(view, "the store of objects is empty", err);
    return ASSAY_OK;
}
