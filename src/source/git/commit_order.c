/*
 * commit_order.c - see commit_order.h.
 *
 * A report is brought by each commit whose version of its file is another one than in every parent
 * and speaks of the run in question. So a report that was written over later, with thresholds that
 * fit, is still as old as its first version.
 */

#include "source/git/commit_order.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "inventory/build.h"
#include "source/git/commits.h"
#include "source/git/header.h"
#include "source/git/revision.h"
#include "source/git/tree_path.h"

enum { END_OF_DAY = (24 + 12) * 60 * 60 /* of the last zone in which that day ends */ };

struct looking {
    struct repository *repository;
    struct object_store *store;
    struct objects *objects;
    struct commit_graph graph;
    struct inventory_part *part; /* for gaps that the scan has told already */
    struct arena *arena;
    bool *marked; /* a commit or what comes before it */
    struct assay_error *err;
};

const char *commit_order_name(enum commit_order order)
{
    static const char *const names[] = {
        [ORDER_BEFORE] = "before",       [ORDER_WITH] = "with",     [ORDER_AFTER] = "after",
        [ORDER_ELSEWHERE] = "elsewhere", [ORDER_ABSENT] = "absent", [ORDER_CHANGED] = "changed",
        [ORDER_LATE] = "late",           [ORDER_CUT] = "cut"};

    _Static_assert(ARRAY_LEN(names) == COMMIT_ORDERS, "a name for each");
    return names[order];
}

static void looking_clear(struct looking *looking)
{
    graph_clear(&looking->graph);
    objects_close(looking->objects);
    object_store_free(looking->store);
    repository_free(looking->repository);
    inventory_part_free(looking->part);
    arena_free(looking->arena);
    free(looking->marked);
}

static ASSAY_RESULT out_of_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a history");
}

static ASSAY_RESULT open_all(struct looking *looking, const char *repository, const char *head)
{
    struct object_id id;

    TRY(repository_open(repository, NULL, &looking->repository, looking->err));
    if (!looking->repository) {
        enum assay_status status = assay_fail(looking->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                              "%s is in no git repository", repository);

        assay_error_id(looking->err, "git.not-a-repository");
        return status;
    }
    TRY(repository_store(looking->repository, NULL, NULL, &looking->store, looking->err));
    TRY(objects_open(looking->store, &looking->objects, looking->err));
    TRY(revision_commit(looking->repository, looking->objects, head, &id, looking->err));
    graph_init(&looking->graph, looking->repository, looking->objects);
    TRY(graph_start(&looking->graph, &id, false, looking->err));
    TRY(graph_walk(&looking->graph, looking->part, looking->err));
    looking->marked = calloc(looking->graph.count + 1, sizeof *looking->marked);
    return looking->marked ? ASSAY_OK : out_of_memory(looking->err);
}

static const struct commit *parent_of(const struct looking *looking, const struct commit *commit,
                                      uint32_t i)
{
    return &looking->graph.commits[looking->graph.parents[commit->parents + i]];
}

/* A path from the folder that is asked about, as trees have it; NULL when memory ran out. */
static const char *path_in_tree(const struct looking *looking, const char *path)
{
    const char *prefix = looking->repository->prefix ? looking->repository->prefix : "";

    while (strncmp(path, "./", 2) == 0)
        path += 2;
    return arena_printf(looking->arena, "%s%s%s", prefix, *prefix ? "/" : "", path);
}

/* ---- the commit of the thresholds ---- */

static ASSAY_RESULT is_late(struct looking *looking, const struct object_id *id, const char *run_on,
                            bool *late)
{
    CLEANUP(object_release) struct object object = {0};
    int64_t run = 0, time = 0;
    struct header_line line;
    struct bytes rest, who;

    TRY(object_read(looking->objects, id, &object, looking->err));
    rest = object.bytes;
    while (header_next(&rest, &line))
        if (bytes_equal(line.name, BYTES("author")))
            time = header_signature(line.value, &who);
    *late = clock_parse(bytes_text(run_on), &run) && time >= run + END_OF_DAY;
    return ASSAY_OK;
}

/* Whether the tree of a commit has the file of thresholds as the report knows it. */
static ASSAY_RESULT holds_file(struct looking *looking, const struct commit *commit,
                               const struct commit_order_question *question, bool *holds)
{
    const char *path = path_in_tree(looking, question->file);
    CLEANUP(object_release) struct object object = {0};
    uint8_t digest[SHA256_SIZE];
    struct object_id id;

    if (!path)
        return out_of_memory(looking->err);
    TRY(tree_path_find(looking->objects, &commit->tree, path, &id, looking->err));
    *holds = false;
    if (id.size == 0)
        return ASSAY_OK;
    TRY(object_read(looking->objects, &id, &object, looking->err));
    *holds = object.type == OBJECT_BLOB; /* a folder holds no thresholds */
    if (*holds && question->has_sha256) {
        sha256(object.bytes, digest);
        *holds = memcmp(digest, question->sha256, sizeof digest) == 0;
    }
    return ASSAY_OK;
}

/* Of a commit that is not in this history. */
static ASSAY_RESULT settle_stranger(struct looking *looking, const struct object_id *id,
                                    enum commit_order *out)
{
    CLEANUP(object_release) struct object object = {0};
    struct assay_error failure = {0};
    enum assay_status status = object_read(looking->objects, id, &object, &failure);

    if (status == ASSAY_ENOMEM)
        return out_of_memory(looking->err);
    if (!graph_is_whole(&looking->graph))
        *out = ORDER_CUT;
    else if (status == ASSAY_OK && object.type == OBJECT_COMMIT)
        *out = ORDER_ELSEWHERE;
    else
        *out = ORDER_ABSENT;
    return ASSAY_OK;
}

/* ---- the report ---- */

static void mark_ancestors(struct looking *looking, uint32_t from)
{
    const struct commit_graph *graph = &looking->graph;

    memset(looking->marked, 0, graph->count * sizeof *looking->marked);
    looking->marked[from] = true;
    for (size_t i = graph->order_size; i-- > 0;) { /* parents stand before their children */
        const struct commit *commit = &graph->commits[graph->order[i]];

        for (uint32_t j = 0; looking->marked[graph->order[i]] && j < commit->parent_count; j++)
            looking->marked[graph->parents[commit->parents + j]] = true;
    }
}

/* True where a commit brought a version of the file that no parent has. */
static ASSAY_RESULT brings(struct looking *looking, const struct commit *commit, const char *path,
                           struct object_id *version, bool *out)
{
    struct object_id there;

    *out = false;
    for (uint32_t i = 0; i < commit->parent_count; i++)
        if (object_id_equal(&parent_of(looking, commit, i)->tree, &commit->tree))
            return ASSAY_OK;
    TRY(tree_path_find(looking->objects, &commit->tree, path, version, looking->err));
    for (uint32_t i = 0; version->size > 0 && i < commit->parent_count; i++) {
        TRY(tree_path_find(looking->objects, &parent_of(looking, commit, i)->tree, path, &there,
                           looking->err));
        if (object_id_equal(version, &there))
            return ASSAY_OK;
    }
    *out = version->size > 0;
    return ASSAY_OK;
}

static ASSAY_RESULT brings_results(struct looking *looking, const struct commit *commit,
                                   const char *path, const char *run_on, bool *out)
{
    CLEANUP(object_release) struct object object = {0};
    struct object_id version;

    TRY(brings(looking, commit, path, &version, out));
    if (!*out)
        return ASSAY_OK;
    TRY(object_read(looking->objects, &version, &object, looking->err));
    *out = object.bytes.size > 0 &&
           memmem(object.bytes.data, object.bytes.size, run_on, strlen(run_on));
    return ASSAY_OK;
}

static ASSAY_RESULT compare(struct looking *looking, uint32_t thresholds,
                            const struct commit_order_question *question, enum commit_order *out)
{
    const struct commit_graph *graph = &looking->graph;
    const char *path = path_in_tree(looking, question->report);

    if (!path)
        return out_of_memory(looking->err);
    *out = ORDER_BEFORE;
    for (size_t i = 0; i < graph->order_size && *out == ORDER_BEFORE; i++) {
        uint32_t here = graph->order[i];
        bool results;

        TRY(brings_results(looking, &graph->commits[here], path, question->run_on, &results));
        if (!results)
            continue;
        mark_ancestors(looking, here);
        if (here == thresholds)
            *out = ORDER_WITH;
        else if (!looking->marked[thresholds])
            *out = ORDER_AFTER;
    }
    if (*out != ORDER_BEFORE && !graph_is_whole(graph))
        *out = ORDER_CUT; /* what stands at the end of a shallow clone may have come before */
    return ASSAY_OK;
}

static ASSAY_RESULT answer(struct looking *looking, struct commit_order_question *question)
{
    const struct commit_graph *graph = &looking->graph;
    struct object_id id;
    uint32_t at = 0;
    bool late, holds = true;

    question->order = ORDER_ABSENT;
    if (!object_id_parse(bytes_text(question->commit), &id) ||
        id.size != objects_id_size(looking->objects))
        return ASSAY_OK;
    while (at < graph->count && !(graph->commits[at].walked && !graph->commits[at].absent &&
                                  object_id_equal(&graph->commits[at].id, &id)))
        at++;
    if (at == graph->count)
        return settle_stranger(looking, &id, &question->order);
    if (question->file)
        TRY(holds_file(looking, &graph->commits[at], question, &holds));
    TRY(is_late(looking, &id, question->run_on, &late));
    if (holds && !late)
        return compare(looking, at, question, &question->order);
    question->order = holds ? ORDER_LATE : ORDER_CHANGED;
    return ASSAY_OK;
}

enum assay_status commit_orders_find(const char *repository, const char *head,
                                     struct commit_order_question *questions, size_t count,
                                     struct assay_error *err)
{
    CLEANUP(looking_clear) struct looking looking = {.arena = arena_new(), .err = err};

    looking.part = inventory_part_new();
    if (!looking.arena || !looking.part)
        return out_of_memory(err);
    TRY(open_all(&looking, repository, head));
    for (size_t i = 0; i < count; i++) {
        enum assay_status status = answer(&looking, &questions[i]);

        if (status == ASSAY_EMISSING || status == ASSAY_EFORMAT || status == ASSAY_ELIMIT)
            questions[i].order = ORDER_CUT; /* an object that is not here, or cannot be read */
        else
            TRY(status);
    }
    return ASSAY_OK;
}
