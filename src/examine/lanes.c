/* lanes.c - who looks at the blocks of one stream. */

#include "examine/lanes.h"

#include "base/kit.h"

const struct block *lanes_block(const struct lanes *lanes, uint64_t number)
{
    return &lanes->blocks[number % LANES_BLOCKS];
}

/* From here on all is with the crew locked, where there are helpers. */

/* The lane that is the furthest behind of those that somebody may go on with, or NULL; `lazy`: of
 * those too that may wait. */
static struct lane *next(struct lanes *lanes, bool lazy)
{
    struct lane *best = NULL;

    for (size_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->all[i];

        if (!lane->busy && !lane->at_once && (lazy || !lane->lazy) && lane->done < lanes->put &&
            (!best || lane->done < best->done))
            best = lane;
    }
    return best;
}

static uint64_t least(const struct lanes *lanes, size_t from)
{
    uint64_t done = lanes->put;

    for (size_t i = from; i < lanes->count; i++)
        if (lanes->all[i].done < done)
            done = lanes->all[i].done;
    return done;
}

/* A reader is not woken for each block. */
static void has_done(struct lanes *lanes, struct lane *lane, uint64_t blocks)
{
    bool awaited = lane->done < lanes->wanted && blocks >= lanes->wanted;

    lane->busy = false;
    lane->done = blocks;
    if (awaited)
        crew_tell(lanes->crew);
}

/* Lets the lane take its next block, unlocked meanwhile. */
static void take(struct lanes *lanes, struct lane *lane)
{
    lane->busy = true;
    crew_unlock(lanes->crew);
    lane->take(lane->state, lanes_block(lanes, lane->done));
    crew_lock(lanes->crew);
    has_done(lanes, lane, lane->done + 1);
}

static void take_all(struct lanes *lanes)
{
    struct lane *lane;

    while ((lane = next(lanes, false)))
        take(lanes, lane);
}

/* What helps is in memory already: members that wait to be examined come before blocks that wait,
 * for these the reader takes itself rather than read on. */
static void help(struct task *task, void *helper)
{
    struct lanes *lanes = (struct lanes *)task;
    struct crew *crew = lanes->crew;
    struct lane *lane;
    bool wanted = false;

    (void)helper;
    crew_lock(crew);
    while (!wanted && (lane = next(lanes, true))) {
        take(lanes, lane);
        wanted = crew->called || crew_has_better(crew, task);
    }
    task->open = next(lanes, true) != NULL;
    crew_unlock(crew);
}

static bool have_help(const struct lanes *lanes)
{
    return lanes->task.inside > 0 || lanes->crew->spare > 0;
}

/* True where enough waits that somebody is woken for it: blocks of a lane that may wait are better
 * claimed by who has work of their kind, as long as there is room for more. */
static bool wants_help(struct lanes *lanes)
{
    uint64_t behind = lanes->put - least(lanes, 0);

    return behind > LANES_FEW && next(lanes, behind > LANES_BLOCKS / 2);
}

/* ---- unlocked ---- */

void lanes_start(struct lanes *lanes, struct crew *crew, bool together)
{
    *lanes = (struct lanes){.task = {.help = help, .depth = TASK_ANY_DEPTH, .rank = TASK_SOON},
                            .crew = crew,
                            .together = together && crew && crew->size > 1};
}

void lanes_add(struct lanes *lanes, lane_fn *take_block, void *state, bool at_once)
{
    lanes->all[lanes->count++] =
        (struct lane){.take = take_block, .state = state, .at_once = at_once};
}

static void take_alone(struct lanes *lanes, struct lane *lane, uint64_t blocks)
{
    for (; lane->done < blocks; lane->done++)
        lane->take(lane->state, lanes_block(lanes, lane->done));
}

/* Too little came so far to trouble anybody, or nobody is there. */
static void put_alone(struct lanes *lanes)
{
    lanes->put++;
    for (size_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->all[i];

        if (!lane->lazy)
            take_alone(lanes, lane, lanes->put);
    }
}

static void put_together(struct lanes *lanes)
{
    crew_lock(lanes->crew);
    lanes->put++;
    for (size_t i = 0; i < lanes->count; i++)
        if (lanes->all[i].at_once)
            take(lanes, &lanes->all[i]);
    if (!have_help(lanes))
        take_all(lanes);
    else if (wants_help(lanes))
        crew_open(lanes->crew, &lanes->task);
    crew_unlock(lanes->crew);
}

void lanes_put(struct lanes *lanes, const struct view *view, size_t fresh)
{
    struct block *block = &lanes->blocks[lanes->put % LANES_BLOCKS];

    *block = (struct block){
        .view = *view, .fresh = fresh, .slot = (unsigned)(lanes->put % LANES_BLOCKS)};
    if (!lanes->offered && lanes->together && lanes->bytes >= LANES_ALONE) {
        crew_lock(lanes->crew);
        lanes->offered = true; /* who would claim from another thread asks for this */
        crew_unlock(lanes->crew);
        crew_offer(lanes->crew, &lanes->task);
    }
    lanes->bytes += fresh;
    if (lanes->offered)
        put_together(lanes);
    else
        put_alone(lanes);
}

bool lanes_have_help(struct lanes *lanes)
{
    bool have;

    if (!lanes->offered)
        return false;
    crew_lock(lanes->crew);
    have = have_help(lanes);
    crew_unlock(lanes->crew);
    return have;
}

uint64_t lanes_done(struct lanes *lanes, size_t from)
{
    uint64_t done;

    if (!lanes->offered)
        return least(lanes, from);
    crew_lock(lanes->crew);
    done = least(lanes, from);
    crew_unlock(lanes->crew);
    return done;
}

void lanes_wait(struct lanes *lanes, size_t from, uint64_t blocks)
{
    if (!lanes->offered) {
        for (size_t i = from; i < lanes->count; i++)
            take_alone(lanes, &lanes->all[i], blocks);
        return;
    }
    crew_lock(lanes->crew);
    while (least(lanes, from) < blocks) {
        struct lane *lane = next(lanes, true);

        if (lane) {
            take(lanes, lane);
        } else { /* somebody is at what is missing */
            lanes->wanted = blocks;
            crew_wait_helpers(lanes->crew);
            lanes->wanted = 0;
        }
    }
    crew_unlock(lanes->crew);
}

void lanes_let_wait(struct lanes *lanes, size_t i)
{
    if (lanes->offered)
        crew_lock(lanes->crew);
    lanes->all[i].lazy = true;
    if (lanes->offered)
        crew_unlock(lanes->crew);
}

/* A lane that nobody was asked to help with is its reader's, who is the caller in a crew of one. */
bool lanes_claim(struct lanes *lanes, size_t i, uint64_t *from, uint64_t *to)
{
    struct lane *lane = &lanes->all[i];
    bool can;

    if (!lanes->crew)
        return false;
    crew_lock(lanes->crew);
    can = (lanes->offered || lanes->crew->size == 1) && !lane->busy && lane->done < lanes->put;
    if (can) {
        const struct block *first = lanes_block(lanes, lane->done);
        const struct block *last = lanes_block(lanes, lanes->put - 1);

        *from = first->view.base + first->view.size - first->fresh;
        *to = last->view.base + last->view.size;
        lane->busy = true;
        lane->claimed = lanes->put;
    }
    crew_unlock(lanes->crew);
    return can;
}

void lanes_claimed(struct lanes *lanes, size_t i)
{
    crew_lock(lanes->crew);
    has_done(lanes, &lanes->all[i], lanes->all[i].claimed);
    crew_tell(lanes->crew); /* the reader may wait for more than was claimed: it takes the rest */
    crew_unlock(lanes->crew);
}

void lanes_release(struct lanes *lanes)
{
    if (lanes->offered)
        crew_lock(lanes->crew);
    for (size_t i = 0; i < lanes->count; i++)
        lanes->all[i].at_once = false;
    if (lanes->offered)
        crew_unlock(lanes->crew);
}

void lanes_drop(struct lanes *lanes, size_t from)
{
    if (lanes->offered)
        crew_lock(lanes->crew);
    if (lanes->count > from)
        lanes->count = from;
    if (lanes->offered)
        crew_unlock(lanes->crew);
}

void lanes_end(struct lanes *lanes)
{
    lanes_wait(lanes, 0, lanes->put);
    if (!lanes->offered)
        return;
    crew_withdraw(lanes->crew, &lanes->task);
    lanes->offered = false;
}
