/* view_range.c - what the commits of a range introduced, trees compared with those of all parents;
 * and what they replaced. */

#include <stdlib.h>

#include "base/kit.h"
#include "source/beside.h"
#include "source/fail.h"
#include "source/git/revision.h"
#include "source/git/trees.h"
#include "source/git/views.h"

static enum assay_status fail_range(const char *revision, struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EUSAGE, "git.unknown-revision",
                                       "\"%s\" is not a range of commits", revision);

    assay_error_why(err, "a range names what is known and what is new, with two dots between");
    assay_error_do(err, "--range origin/main..HEAD");
    return status;
}

/* "A..B"; an empty side is HEAD. "A...B" is read as `git diff` does: what B brought since the two
 * parted, which the same commits did. */
static enum assay_status resolve_range(const struct view *view, struct object_id *from,
                                       struct object_id *to, struct assay_error *err)
{
    const char *revision = view->target->revision;
    const char *dots = revision ? strstr(revision, "..") : NULL;
    const char *behind = dots ? dots + 2 + (dots[2] == '.') : NULL;
    CLEANUP(free_cleanup) char *before = NULL;

    if (!dots || strstr(behind, ".."))
        return fail_range(revision ? revision : "", err);
    before = strndup(revision, (size_t)(dots - revision));
    if (!before)
        return fail_no_memory(err);
    TRY(revision_commit(view->repository, view->objects, before[0] ? before : "HEAD", from, err));
    return revision_commit(view->repository, view->objects, behind[0] ? behind : "HEAD", to, err);
}

/* Adds what the commit introduced; parents that are not here introduced nothing that is known. */
enum assay_status view_add_introduced(struct view *view, uint32_t index, struct assay_error *err)
{
    const struct commit_graph *graph = view->graph;
    const struct commit *commit = &graph->commits[index];
    struct tree_walk walk = view_walk(view);
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

/* Walks the commits of the range; *tree is that of its end. */
static ASSAY_RESULT walk_range(struct view *view, struct object_id *tree, struct assay_error *err)
{
    struct object_id from, to;

    TRY(resolve_range(view, &from, &to, err));
    view->head = to; /* what is present is what the range leaves there, wherever HEAD is */
    view->born = true;
    view->facts->head = view_hex(view, &to);
    view->facts->range = arena_printf(inventory_part_arena(view->part), "%s..%s",
                                      view_hex(view, &from), view_hex(view, &to));
    if (!view->facts->range)
        return fail_no_memory(err);
    TRY(graph_start(view->graph, &from, true, err));
    TRY(graph_start(view->graph, &to, false, err));
    TRY(graph_walk(view->graph, view->part, err));
    return view_tree_of(view, &to, tree, err);
}

enum assay_status view_range(struct view *view, struct assay_error *err)
{
    struct commit_graph *graph = view->graph;
    struct object_id tree;

    TRY(walk_range(view, &tree, err));
    if (graph->order_size == 0)
        return fail_nothing(view, "the range holds no commit", err);
    inventory_count(view->part, graph->order_size, 0);
    view_gap_shallow(view);
    TRY(view_take_ignore(view, &tree, err));
    for (size_t i = 0; i < graph->order_size; i++)
        TRY(view_add_introduced(view, graph->order[i], err));
    return ASSAY_OK;
}

/*
 * Whole trees are compared, not one commit with the next: what came and went inside the range was
 * brought by it. Where the other side was merged in, what that one replaced is here as well: a
 * merge that kept neither side's is not told from it.
 */
enum assay_status view_replaced(struct view *view, struct assay_error *err)
{
    const struct commit_graph *graph = view->graph;
    struct tree_walk walk = view_walk(view);
    struct object_id tree;

    walk.wants = beside_may_speak;
    TRY(walk_range(view, &tree, err));
    for (size_t i = 0; i < graph->order_size; i++) {
        const struct commit *commit = &graph->commits[graph->order[i]];

        for (uint32_t j = 0; j < commit->parent_count; j++) {
            const struct commit *parent = &graph->commits[graph->parents[commit->parents + j]];

            if (parent->hidden && parent->read && !parent->absent)
                TRY(tree_add_new(&walk, &parent->tree, &tree, 1, NO_COMMIT, err));
        }
    }
    return ASSAY_OK;
}
