/*
 * commits.c - walks commits by their bytes, so that a shallow clone ends the walk and nothing else
 * does: no replacement, no graft, no commit-graph file has a say.
 * Source: gitformat of commit objects, git-commit-tree(1), "COMMIT INFORMATION".
 */

#include "source/git/commits.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/header.h"

enum { BEYOND_MAX = 1000 };

void graph_init(struct commit_graph *graph, const struct repository *repository,
                struct objects *objects)
{
    *graph =
        (struct commit_graph){.repository = repository, .objects = objects, .seed = table_seed()};
}

void graph_clear(struct commit_graph *graph)
{
    free(graph->commits);
    free(graph->parents);
    free(graph->heap);
    free(graph->order);
    table_clear(&graph->by_id);
    *graph = (struct commit_graph){0};
}

/* ---- commits by id ---- */

static uint64_t hash_id(const struct commit_graph *graph, const struct object_id *id)
{
    return table_hash(graph->seed, object_id_bytes(id));
}

static bool same(const void *state, uint32_t index, const void *key)
{
    const struct commit_graph *graph = state;

    return object_id_equal(&graph->commits[index].id, key);
}

uint32_t graph_find(const struct commit_graph *graph, const struct object_id *id)
{
    uint32_t index = table_find(&graph->by_id, hash_id(graph, id), same, graph, id);
    const struct commit *commit = index == TABLE_NONE ? NULL : &graph->commits[index];

    return commit && commit->walked && !commit->hidden ? index : TABLE_NONE;
}

bool graph_has(const struct commit_graph *graph, const struct object_id *id)
{
    return graph_find(graph, id) != TABLE_NONE;
}

bool graph_is_whole(const struct commit_graph *graph)
{
    for (size_t i = 0; i < graph->count; i++)
        if (graph->commits[i].absent)
            return false;
    return graph->boundaries == 0 && !graph->in_circles;
}

/* ---- reading one ---- */

static enum assay_status fail_commit(const struct object_id *id, struct assay_error *err)
{
    char hex[OBJECT_HEX_MAX + 1];

    object_id_text(id, hex);
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "object %s is not a commit", hex);
}

/* Gives a commit its number; it is not read yet. */
static enum assay_status number(struct commit_graph *graph, const struct object_id *id,
                                uint32_t *index, struct assay_error *err)
{
    void *commits = graph->commits;

    *index = table_find(&graph->by_id, hash_id(graph, id), same, graph, id);
    if (*index != TABLE_NONE)
        return ASSAY_OK;
    if (!table_room(&commits, graph->count, &graph->capacity, sizeof *graph->commits))
        return fail_no_memory(err);
    graph->commits = commits;
    *index = (uint32_t)graph->count;
    graph->commits[graph->count++] = (struct commit){.id = *id};
    if (!table_add(&graph->by_id, hash_id(graph, id), *index))
        return fail_no_memory(err);
    return ASSAY_OK;
}

static enum assay_status add_parent(struct commit_graph *graph, uint32_t child, struct bytes hex,
                                    struct assay_error *err)
{
    void *parents = graph->parents;
    struct object_id id;
    uint32_t index;

    if (!object_id_parse(hex, &id))
        return fail_commit(&graph->commits[child].id, err);
    TRY(number(graph, &id, &index, err));
    if (!table_room(&parents, graph->parent_count, &graph->parent_capacity, sizeof *graph->parents))
        return fail_no_memory(err);
    graph->parents = parents;
    graph->parents[graph->parent_count++] = index;
    graph->commits[child].parent_count++;
    return ASSAY_OK;
}

static enum assay_status parse(struct commit_graph *graph, uint32_t index, struct bytes rest,
                               struct assay_error *err)
{
    struct commit *commit = &graph->commits[index];
    bool boundary = repository_is_shallow_at(graph->repository, &commit->id);
    struct bytes value, who;

    if (!header_take(&rest, BYTES("tree"), &value) || !object_id_parse(value, &commit->tree))
        return fail_commit(&commit->id, err);
    commit->parents = (uint32_t)graph->parent_count;
    while (header_take(&rest, BYTES("parent"), &value)) {
        if (!boundary)
            TRY(add_parent(graph, index, value, err));
    }
    commit = &graph->commits[index]; /* adding parents may have moved it */
    if (header_take(&rest, BYTES("author"), &value) &&
        header_take(&rest, BYTES("committer"), &value))
        commit->time = header_signature(value, &who);
    return ASSAY_OK;
}

static enum assay_status read_commit(struct commit_graph *graph, uint32_t index,
                                     struct assay_error *err)
{
    struct object object = {0};
    struct object_id id = graph->commits[index].id;
    enum assay_status status;

    if (graph->commits[index].read)
        return graph->commits[index].absent ? fail_commit(&id, err) : ASSAY_OK;
    graph->commits[index].read = true;
    graph->commits[index].absent = true;
    TRY(object_read(graph->objects, &id, &object, err));
    status = object.type == OBJECT_COMMIT ? parse(graph, index, object.bytes, err)
                                          : fail_commit(&id, err);
    object_release(&object);
    graph->commits[index].absent = status != ASSAY_OK;
    return status;
}

/* ---- what is to be walked: the newest at the front ---- */

static bool is_newer(const struct commit_graph *graph, uint32_t a, uint32_t b)
{
    const struct commit *one = &graph->commits[a], *other = &graph->commits[b];

    if (one->time != other->time)
        return one->time > other->time;
    return object_id_compare(&one->id, &other->id) > 0;
}

static enum assay_status heap_push(struct commit_graph *graph, uint32_t index,
                                   struct assay_error *err)
{
    void *heap = graph->heap;
    size_t at = graph->heap_size;

    if (!table_room(&heap, graph->heap_size, &graph->heap_capacity, sizeof *graph->heap))
        return fail_no_memory(err);
    graph->heap = heap;
    graph->heap_size++;
    while (at > 0 && is_newer(graph, index, graph->heap[(at - 1) / 2])) {
        graph->heap[at] = graph->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    graph->heap[at] = index;
    return ASSAY_OK;
}

static uint32_t heap_pop(struct commit_graph *graph)
{
    uint32_t top = graph->heap[0], last = graph->heap[--graph->heap_size];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= graph->heap_size)
            break;
        if (child + 1 < graph->heap_size &&
            is_newer(graph, graph->heap[child + 1], graph->heap[child]))
            child++;
        if (!is_newer(graph, graph->heap[child], last))
            break;
        graph->heap[at] = graph->heap[child];
        at = child;
    }
    graph->heap[at] = last;
    return top;
}

static enum assay_status queue(struct commit_graph *graph, uint32_t index, struct assay_error *err)
{
    if (graph->commits[index].queued)
        return ASSAY_OK;
    graph->commits[index].queued = true;
    if (!graph->commits[index].hidden)
        graph->heap_visible++;
    return heap_push(graph, index, err);
}

/* ---- the walk ---- */

/* Hides a commit and those of its ancestors that were met already. */
static enum assay_status hide(struct commit_graph *graph, uint32_t first, struct assay_error *err)
{
    CLEANUP(free_cleanup) void *stack = NULL;
    size_t size = 0, capacity = 0;

    for (uint32_t index = first;;) {
        struct commit *commit = &graph->commits[index];

        if (!commit->hidden) {
            commit->hidden = true;
            if (commit->queued && !commit->walked)
                graph->heap_visible--;
            for (uint32_t i = 0; commit->walked && i < commit->parent_count; i++) {
                if (!table_room(&stack, size, &capacity, sizeof(uint32_t)))
                    return fail_no_memory(err);
                ((uint32_t *)stack)[size++] = graph->parents[commit->parents + i];
            }
        }
        if (size == 0)
            return ASSAY_OK;
        index = ((uint32_t *)stack)[--size];
    }
}

enum assay_status graph_start(struct commit_graph *graph, const struct object_id *id, bool hidden,
                              struct assay_error *err)
{
    uint32_t index;

    TRY(number(graph, id, &index, err));
    TRY(read_commit(graph, index, err));
    if (hidden)
        TRY(hide(graph, index, err));
    return queue(graph, index, err);
}

/* Its ancestors may be here, and are reached by nothing else. */
static void tell_absent(const struct commit *child, struct inventory_part *part,
                        const struct assay_error *failure)
{
    CLEANUP(buf_clear) struct buf why = {.ceiling = SIZE_MAX};
    struct assay_error told = *failure;
    char hex[OBJECT_HEX_MAX + 1];

    object_id_text(&child->id, hex);
    buf_printf(&why,
               "%s; it is a parent of commit %s, and what only the history before it holds "
               "was not examined",
               failure->text, hex);
    text_copy(told.text, sizeof told.text, buf_string(&why));
    gap_from(part, NULL, &told);
}

static enum assay_status visit_parents(struct commit_graph *graph, uint32_t index,
                                       struct inventory_part *part, struct assay_error *err)
{
    struct commit commit = graph->commits[index];

    for (uint32_t i = 0; i < commit.parent_count; i++) {
        uint32_t parent = graph->parents[commit.parents + i];
        bool first = !graph->commits[parent].read;
        struct assay_error failure = {0};
        enum assay_status status = read_commit(graph, parent, &failure);

        if (status != ASSAY_OK && !status_is_gap(status)) {
            *err = failure;
            return status;
        }
        if (status != ASSAY_OK && first && !commit.hidden)
            tell_absent(&commit, part, &failure);
        if (graph->commits[parent].absent)
            continue;
        if (commit.hidden)
            TRY(hide(graph, parent, err));
        TRY(queue(graph, parent, err));
    }
    return ASSAY_OK;
}

/*
 * Hidden commits are followed as long as one of them may still reach a visible one: until all are
 * older, and some way on, for clocks are wrong at times. What is missed then is examined again.
 */
static bool goes_on(const struct commit_graph *graph, int64_t oldest, size_t *beyond)
{
    if (graph->heap_size == 0)
        return false;
    if (graph->heap_visible > 0 || graph->commits[graph->heap[0]].time >= oldest)
        *beyond = 0;
    return (*beyond)++ < BEYOND_MAX;
}

/* Takes what has no child left, and so on; order[0..*left) is still to be filled. */
static enum assay_status take_childless(struct commit_graph *graph, size_t *left,
                                        struct assay_error *err)
{
    while (graph->heap_size > 0 && *left > 0) {
        uint32_t index = heap_pop(graph);
        const struct commit *commit = &graph->commits[index];

        graph->order[--*left] = index;
        for (uint32_t p = 0; p < commit->parent_count; p++) {
            struct commit *parent = &graph->commits[graph->parents[commit->parents + p]];

            if (parent->children > 0 && --parent->children == 0 && parent->walked &&
                !parent->hidden)
                TRY(heap_push(graph, graph->parents[commit->parents + p], err));
        }
    }
    return ASSAY_OK;
}

/* Commits that are their own ancestors keep a child each: ids that nobody held to the bytes. */
static enum assay_status open_circles(struct commit_graph *graph, struct inventory_part *part,
                                      size_t *left, struct assay_error *err)
{
    if (*left > 0 && !graph->in_circles)
        inventory_gap(part, GAP_GIT_OBJECT_MISMATCH, NULL, ASSAY_NO_OFFSET,
                      "commits name each other in a circle, so their ids are not those of their "
                      "bytes");
    graph->in_circles = graph->in_circles || *left > 0;
    for (size_t i = 0; i<graph->count && * left> 0; i++) {
        struct commit *commit = &graph->commits[i];

        if (!commit->walked || commit->hidden || commit->children == 0)
            continue;
        commit->children = 0;
        TRY(heap_push(graph, (uint32_t)i, err));
        TRY(take_childless(graph, left, err));
    }
    return ASSAY_OK;
}

/* Newest first, children before parents; turned round at the end. */
static enum assay_status put_in_order(struct commit_graph *graph, struct inventory_part *part,
                                      struct assay_error *err)
{
    size_t wanted = 0;

    for (size_t i = 0; i < graph->count; i++) {
        const struct commit *commit = &graph->commits[i];

        if (!commit->walked || commit->hidden)
            continue;
        wanted++;
        for (uint32_t p = 0; p < commit->parent_count; p++)
            graph->commits[graph->parents[commit->parents + p]].children++;
    }
    free(graph->order);
    graph->order = calloc(wanted + 1, sizeof *graph->order);
    if (!graph->order)
        return fail_no_memory(err);
    graph->order_size = wanted;
    graph->heap_size = 0;
    for (size_t i = 0; i < graph->count; i++) {
        const struct commit *commit = &graph->commits[i];

        if (commit->walked && !commit->hidden && commit->children == 0)
            TRY(heap_push(graph, (uint32_t)i, err));
    }
    TRY(take_childless(graph, &wanted, err));
    return open_circles(graph, part, &wanted, err);
}

enum assay_status graph_walk(struct commit_graph *graph, struct inventory_part *part,
                             struct assay_error *err)
{
    int64_t oldest = INT64_MAX; /* of the visible ones */
    size_t beyond = 0;

    while (goes_on(graph, oldest, &beyond)) {
        uint32_t index = heap_pop(graph);
        struct commit *commit = &graph->commits[index];

        commit->walked = true;
        if (!commit->hidden) {
            graph->heap_visible--;
            if (commit->time < oldest)
                oldest = commit->time;
            if (repository_is_shallow_at(graph->repository, &commit->id)) {
                graph->boundary = commit->id;
                graph->boundaries++;
            }
        }
        TRY(visit_parents(graph, index, part, err));
    }
    return put_in_order(graph, part, err);
}
