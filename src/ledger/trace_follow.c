/*
 * trace_follow.c - what lies up and down of a thing: each thing and each training is looked at
 * once, so that cycles end and diamonds cost nothing.
 *
 * A thing may be known by several digests: a record of DVC gives an MD5, and the SHA-256 beside it.
 * From what was reached one goes over to the stronger digests that stand beside its own, and to the
 * weaker ones beside those; from such a weaker one on to other strong ones only where a training
 * names the weak one itself: two contents may have been given one MD5.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/trace_graph.h"

enum mark {
    MARK_REACHED = 1 << 0,
    MARK_WALKED = 1 << 1, /* its runs were told */
    MARK_OTHERS = 1 << 2, /* its weaker digests were told */
};

enum assay_status trace_walk_open(struct trace_walk *walk, const struct trace_graph *graph, bool up,
                                  struct assay_error *err)
{
    *walk = (struct trace_walk){.graph = graph, .up = up};
    walk->marks = calloc((size_t)graph->thing_count + 1, 1);
    return walk->marks
               ? ASSAY_OK
               : assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a trace");
}

void trace_walk_clear(struct trace_walk *walk)
{
    free(walk->marks);
    free(walk->runs);
}

static ASSAY_RESULT walk_one(struct trace_walk *walk, uint32_t thing,
                             void (*each)(void *user, uint32_t same), void *user,
                             struct assay_error *err)
{
    const struct trace_index *runs = walk->up ? &walk->graph->made : &walk->graph->used;

    if (walk->marks[thing] & MARK_WALKED)
        return ASSAY_OK;
    walk->marks[thing] |= MARK_WALKED;
    if (each)
        each(user, thing);
    for (uint32_t i = runs->first[thing]; i < runs->first[thing + 1]; i++) {
        TRY(trace_grow((void **)&walk->runs, walk->run_count, &walk->run_room, sizeof *walk->runs,
                       err));
        walk->runs[walk->run_count++] = runs->to[i];
    }
    return ASSAY_OK;
}

static ASSAY_RESULT walk_others(struct trace_walk *walk, uint32_t thing,
                                void (*each)(void *user, uint32_t same), void *user,
                                struct assay_error *err)
{
    const struct trace_index *others = &walk->graph->others;

    if (walk->marks[thing] & MARK_OTHERS)
        return ASSAY_OK;
    walk->marks[thing] |= MARK_OTHERS;
    for (uint32_t i = others->first[thing]; i < others->first[thing + 1]; i++)
        TRY(walk_one(walk, others->to[i], each, user, err));
    return ASSAY_OK;
}

enum assay_status trace_walk_thing(struct trace_walk *walk, uint32_t thing,
                                   void (*each)(void *user, uint32_t same), void *user,
                                   struct assay_error *err)
{
    const struct trace_index *mains = &walk->graph->mains;

    walk->run_count = 0;
    if (thing >= walk->graph->indexed)
        return ASSAY_OK;
    TRY(walk_one(walk, thing, each, user, err));
    TRY(walk_others(walk, thing, each, user, err));
    for (uint32_t i = mains->first[thing]; i < mains->first[thing + 1]; i++) {
        TRY(walk_one(walk, mains->to[i], each, user, err));
        TRY(walk_others(walk, mains->to[i], each, user, err));
    }
    return ASSAY_OK;
}

void trace_walk_far(const struct trace_walk *walk, uint32_t run, const uint32_t **far,
                    uint32_t *count)
{
    const struct trace_index *index = walk->up ? &walk->graph->went : &walk->graph->came;

    *far = index->to + index->first[run];
    *count = index->first[run + 1] - index->first[run];
}

/* Things that were reached, the nearest first. */
struct following {
    struct trace_graph *graph;
    struct trace_walk walk;
    uint32_t *queue;
    uint32_t head, tail;
    int64_t column; /* of the thing under way */
};

static void show(struct following *following, uint32_t thing, int64_t column)
{
    struct trace_thing *shown = &following->graph->things[thing];

    if (!shown->shown)
        shown->column = column;
    shown->shown = true;
}

static void show_same(void *user, uint32_t same)
{
    struct following *following = user;

    show(following, same, following->column);
}

static void reach(struct following *following, uint32_t thing, int64_t column)
{
    if (following->walk.marks[thing] & MARK_REACHED)
        return;
    following->walk.marks[thing] |= MARK_REACHED;
    show(following, thing, column);
    following->queue[following->tail++] = thing;
}

static ASSAY_RESULT follow_thing(struct following *following, uint32_t thing,
                                 struct assay_error *err)
{
    const bool up = following->walk.up;
    const int64_t step = up ? -1 : 1;
    struct trace_graph *graph = following->graph;

    following->column = graph->things[thing].column;
    TRY(trace_walk_thing(&following->walk, thing, show_same, following, err));
    for (uint32_t i = 0; i < following->walk.run_count; i++) {
        struct trace_run *run = &graph->runs[following->walk.runs[i]];
        const uint32_t *far;
        uint32_t count;

        if (up ? run->up : run->down)
            continue;
        if (!run->up && !run->down)
            run->column = graph->things[thing].column + step;
        *(up ? &run->up : &run->down) = true;
        trace_walk_far(&following->walk, following->walk.runs[i], &far, &count);
        for (uint32_t j = 0; j < count; j++)
            reach(following, far[j], run->column + step);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT follow(struct trace_graph *graph, uint32_t subject, bool up,
                           struct assay_error *err)
{
    struct following following = {.graph = graph};
    enum assay_status status = trace_walk_open(&following.walk, graph, up, err);

    following.queue = malloc(((size_t)graph->thing_count + 1) * sizeof *following.queue);
    if (status == ASSAY_OK && !following.queue)
        status = assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a trace");
    if (status == ASSAY_OK)
        reach(&following, subject, 0);
    while (status == ASSAY_OK && following.head < following.tail)
        status = follow_thing(&following, following.queue[following.head++], err);
    free(following.queue);
    trace_walk_clear(&following.walk);
    return status;
}

enum assay_status trace_follow(struct trace_graph *graph, uint32_t subject, struct assay_error *err)
{
    TRY(follow(graph, subject, true, err));
    return follow(graph, subject, false, err);
}
