/* views.c - HEAD, one commit, a range of commits, all of history. */

#include "source/git/views.h"

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/refs.h"
#include "source/git/revision.h"
#include "source/git/trees.h"

static struct tree_walk walk_of(const struct view *view)
{
    return (struct tree_walk){
        .objects = view->objects, .catalogue = view->catalogue, .part = view->part};
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
    struct object object = {0};
    struct bytes rest;
    bool parsed;

    TRY(object_read(view->objects, commit, &object, err));
    rest = bytes_from(object.bytes, 5);
    parsed = object.type == OBJECT_COMMIT && bytes_starts(object.bytes, BYTES("tree ")) &&
             object_id_take(&rest, tree);
    object_release(&object);
    return parsed ? ASSAY_OK
                  : fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "object %s is not a commit",
                            view_hex(view, commit));
}

enum assay_status view_take_ignore(struct view *view, const struct object_id *tree,
                                   struct assay_error *err)
{
    struct object object = {0};
    size_t id_size = objects_id_size(view->objects);
    struct tree_entry entry;
    struct bytes rest;

    TRY(object_read(view->objects, tree, &object, err));
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
    struct tree_walk walk = walk_of(view);
    struct object_id tree;

    if (!view->born || view_tree_of(view, &view->head, &tree, NULL) != ASSAY_OK)
        return ASSAY_OK;
    return tree_mark(&walk, &tree, err);
}

enum assay_status view_commit(struct view *view, struct assay_error *err)
{
    struct tree_walk walk = walk_of(view);
    struct object_id commit = view->head, tree;

    if (view->target->view == ASSAY_VIEW_COMMIT)
        TRY(revision_commit(view->repository, view->objects, view->target->revision, &commit, err));
    else if (!view->born)
        return fail_nothing(view, "HEAD has no commit yet", err);
    view->facts->head = view_hex(view, &commit);
    inventory_count(view->part, 1, 0);
    TRY(view_tree_of(view, &commit, &tree, err));
    TRY(view_take_ignore(view, &tree, err));
    return tree_add(&walk, &(struct tree_version){tree, NO_COMMIT}, 1, CATALOGUE_ROOT, err);
}

/* ---- ranges ---- */

static enum assay_status fail_range(const char *revision, struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EUSAGE, "git.unknown-revision",
                                       "\"%s\" is not a range of commits", revision);

    assay_error_why(err, "a range names what is known and what is new, with two dots between");
    assay_error_do(err, "--range origin/main..HEAD");
    return status;
}

/* "A..B"; an empty side is HEAD. */
static enum assay_status resolve_range(const struct view *view, struct object_id *from,
                                       struct object_id *to, struct assay_error *err)
{
    const char *revision = view->target->revision;
    const char *dots = revision ? strstr(revision, "..") : NULL;
    CLEANUP(free_cleanup) char *before = NULL;

    if (!dots || dots[2] == '.' || strstr(dots + 2, ".."))
        return fail_range(revision ? revision : "", err);
    before = strndup(revision, (size_t)(dots - revision));
    if (!before)
        return fail_no_memory(err);
    TRY(revision_commit(view->repository, view->objects, before[0] ? before : "HEAD", from, err));
    return revision_commit(view->repository, view->objects, dots[2] ? dots + 2 : "HEAD", to, err);
}

/* Adds what the commit introduced; parents that are not here introduced nothing that is known. */
static enum assay_status add_introduced(struct view *view, uint32_t index, struct assay_error *err)
{
    const struct commit_graph *graph = view->graph;
    const struct commit *commit = &graph->commits[index];
    struct tree_walk walk = walk_of(view);
    CLEANUP(free_cleanup)
    struct object_id *parents = calloc((size_t)commit->parent_count + 1, sizeof *parents);
    size_t count = 0;

    if (!parents)
        return fail_no_memory(err);
    for (uint32_t i = 0; i < commit->parent_count; i++) {
        const struct commit *parent = &graph->commits[graph->parents[commit->parents + i]];

        if (!parent->absent)
            parents[count++] = parent->tree;
    }
    return tree_add_new(&walk, &commit->tree, parents, count, index, err);
}

enum assay_status view_range(struct view *view, struct assay_error *err)
{
    struct commit_graph *graph = view->graph;
    struct object_id from, to, tree;

    TRY(resolve_range(view, &from, &to, err));
    view->facts->head = view_hex(view, &to);
    view->facts->range = arena_printf(inventory_part_arena(view->part), "%s..%s",
                                      view_hex(view, &from), view_hex(view, &to));
    if (!view->facts->range)
        return fail_no_memory(err);
    TRY(graph_start(graph, &from, true, err));
    TRY(graph_start(graph, &to, false, err));
    TRY(graph_walk(graph, view->part, err));
    if (graph->order_size == 0)
        return fail_nothing(view, "the range holds no commit", err);
    inventory_count(view->part, graph->order_size, 0);
    view_gap_shallow(view);
    TRY(view_tree_of(view, &to, &tree, err));
    TRY(view_take_ignore(view, &tree, err));
    for (size_t i = 0; i < graph->order_size; i++)
        TRY(add_introduced(view, graph->order[i], err));
    return ASSAY_OK;
}

/* ---- history ---- */

static bool is_gap(enum assay_status status)
{
    return status == ASSAY_EMISSING || status == ASSAY_EFORMAT || status == ASSAY_EIO ||
           status == ASSAY_ELIMIT;
}

/* A tag may name a tree or a blob: it stands under the name of the tag. */
static enum assay_status add_named(struct view *view, const struct ref *ref,
                                   const struct object_id *id, enum object_type type,
                                   struct assay_error *err)
{
    struct tree_walk walk = walk_of(view);
    uint32_t node;

    if (type == OBJECT_BLOB) {
        if (catalogue_place(view->catalogue, CATALOGUE_ROOT, bytes_text(ref->name), ENTRY_FILE,
                            id) != TABLE_NONE)
            return ASSAY_OK;
        return catalogue_add(view->catalogue, CATALOGUE_ROOT, bytes_text(ref->name), ENTRY_FILE, id,
                             NO_COMMIT, &node, err);
    }
    TRY(catalogue_add_node(view->catalogue, CATALOGUE_ROOT, bytes_text(ref->name), &node, err));
    return tree_add(&walk, &(struct tree_version){*id, NO_COMMIT}, 1, node, err);
}

static enum assay_status start_at(struct view *view, const struct ref *ref, struct assay_error *err)
{
    struct assay_error failure = {0};
    enum object_type type = OBJECT_COMMIT;
    struct object_id id;
    enum assay_status status = objects_peel(view->objects, &ref->id, &id, &type, &failure);

    if (status == ASSAY_OK && (type == OBJECT_TREE || type == OBJECT_BLOB))
        return add_named(view, ref, &id, type, err);
    if (status == ASSAY_OK)
        status = graph_start(view->graph, &id, false, &failure);
    if (status == ASSAY_OK)
        return ASSAY_OK;
    if (!is_gap(status)) {
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

static enum assay_status add_all(struct view *view, struct assay_error *err)
{
    const struct commit_graph *graph = view->graph;
    struct tree_walk walk = walk_of(view);
    CLEANUP(free_cleanup)
    struct tree_version *versions = calloc(graph->order_size + 1, sizeof *versions);

    if (!versions)
        return fail_no_memory(err);
    for (size_t i = 0; i < graph->order_size; i++)
        versions[i] = (struct tree_version){graph->commits[graph->order[i]].tree, graph->order[i]};
    return tree_add(&walk, versions, graph->order_size, CATALOGUE_ROOT, err);
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
        TRY(start_at(view, &refs.refs[i], err));
    TRY(graph_walk(graph, view->part, err));
    if (graph->order_size == 0 && view->catalogue->place_count == 0)
        return fail_nothing(view, "no ref leads to a commit", err);
    inventory_count(view->part, graph->order_size, 0);
    view_gap_shallow(view);
    if (view->born && view_tree_of(view, &view->head, &tree, NULL) == ASSAY_OK &&
        view_take_ignore(view, &tree, NULL) != ASSAY_OK)
        view->has_ignore = false; /* HEAD is broken, which the walk has told: nothing is left out */
    return add_all(view, err);
}
