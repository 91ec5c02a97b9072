/* first_commits.c - the commits that a history begins with: <assay/project_id.h>. */

#include <assay/project_id.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/order.h"
#include "source/fail.h"
#include "source/git/commits.h"
#include "source/git/revision.h"

/* What assay_first_commits_free() releases; what others see stands first. */
struct first_commits {
    struct assay_first_commits shown;
    struct arena *arena;
};

struct walking {
    struct repository *repository;
    struct object_store *store;
    struct objects *objects;
    struct commit_graph graph;
    struct inventory_part *part; /* for gaps that the scan has told already */
    struct first_commits *out;
    struct assay_error *err;
};

static void walking_clear(struct walking *walking)
{
    graph_clear(&walking->graph);
    objects_close(walking->objects);
    object_store_free(walking->store);
    repository_free(walking->repository);
    inventory_part_free(walking->part);
}

/* What a person is told once is enough: the first reason stays. */
static void cut(struct walking *walking, const char *why, const char *remedy)
{
    if (walking->out->shown.cut)
        return;
    walking->out->shown.cut = why;
    walking->out->shown.remedy = remedy;
}

static bool is_first(const struct walking *walking, const struct commit *commit)
{
    return commit->read && !commit->absent && commit->parent_count == 0 &&
           !repository_is_shallow_at(walking->repository, &commit->id);
}

static ASSAY_RESULT gather(struct walking *walking)
{
    struct assay_first_commits *shown = &walking->out->shown;
    const char **ids = arena_array(walking->out->arena, LIMIT_FIRST_COMMITS, sizeof *ids);

    if (!ids)
        return fail_no_memory(walking->err);
    shown->ids = ids;
    for (size_t i = 0; i < walking->graph.order_size; i++) {
        const struct commit *commit = &walking->graph.commits[walking->graph.order[i]];
        char hex[OBJECT_HEX_MAX + 1];

        if (!is_first(walking, commit))
            continue;
        if (shown->count == LIMIT_FIRST_COMMITS) {
            cut(walking, "the history begins with too many commits to name",
                "sign into a ledger of this project: leave out -o");
            break;
        }
        object_id_text(&commit->id, hex);
        ids[shown->count] = arena_text(walking->out->arena, hex);
        if (!ids[shown->count++])
            return fail_no_memory(walking->err);
    }
    if (shown->count > 0)
        qsort(ids, shown->count, sizeof *ids, order_texts);
    return ASSAY_OK;
}

static ASSAY_RESULT walk(struct walking *walking, const struct object_id *head)
{
    graph_init(&walking->graph, walking->repository, walking->objects);
    TRY(graph_start(&walking->graph, head, false, walking->err));
    TRY(graph_walk(&walking->graph, walking->part, walking->err));
    if (walking->graph.boundaries > 0)
        cut(walking, "the clone is shallow, and its history is cut off", "git fetch --unshallow");
    else if (!graph_is_whole(&walking->graph))
        cut(walking, "commits of its history are not here", "git fsck      tells which");
    return gather(walking);
}

static ASSAY_RESULT find_head(struct walking *walking, const char *revision, struct object_id *head,
                              bool *found)
{
    struct assay_error failure = {0};
    enum assay_status status;

    TRY(repository_store(walking->repository, NULL, NULL, &walking->store, walking->err));
    TRY(objects_open(walking->store, &walking->objects, walking->err));
    status = revision_commit(walking->repository, walking->objects, revision ? revision : "HEAD",
                             head, &failure);
    *found = status == ASSAY_OK;
    if (*found || strcmp(failure.id, "git.unknown-revision") == 0) /* a branch without a commit */
        return ASSAY_OK;
    *walking->err = failure;
    return status;
}

static ASSAY_RESULT read_all(struct walking *walking, const char *folder, const char *revision,
                             const struct assay_git_environment *git)
{
    struct object_id head;
    bool found = false;

    TRY(repository_open(folder, git, &walking->repository, walking->err));
    if (!walking->repository)
        return ASSAY_OK;
    TRY(find_head(walking, revision, &head, &found));
    return found ? walk(walking, &head) : ASSAY_OK;
}

enum assay_status assay_first_commits_read(const char *folder, const char *revision,
                                           const struct assay_git_environment *git,
                                           struct assay_first_commits **out,
                                           struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct first_commits *made = arena ? arena_alloc(arena, sizeof *made) : NULL;
    struct assay_error failure = {0};
    CLEANUP(walking_clear)
    struct walking walking = {.part = inventory_part_new(), .out = made, .err = &failure};
    enum assay_status status;

    *out = NULL;
    if (!made || !walking.part)
        return fail_no_memory(err);
    made->arena = arena;
    status = read_all(&walking, folder, revision, git);
    if (status != ASSAY_OK && !status_is_gap(status)) {
        if (err)
            *err = failure;
        return status;
    }
    if (status != ASSAY_OK) {
        const char *why = arena_text(arena, failure.text);

        if (!why)
            return fail_no_memory(err);
        cut(&walking, why, "mend what cannot be read");
    }
    if (!walking.repository && status == ASSAY_OK)
        return ASSAY_OK;
    (void)TAKE(arena);
    *out = &made->shown;
    return ASSAY_OK;
}

void assay_first_commits_free(struct assay_first_commits *commits)
{
    if (commits) /* the first member of a struct first_commits, which lives in its own arena */
        arena_free(((struct first_commits *)(void *)commits)->arena);
}

void assay_first_commits_freep(struct assay_first_commits **commits)
{
    assay_first_commits_free(*commits);
    *commits = NULL;
}
