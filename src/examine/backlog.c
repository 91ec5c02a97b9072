/* backlog.c - blocks of one stream that wait for their digest. */

#include "examine/backlog.h"

#include <stdlib.h>

/* Digests the oldest block; with the crew locked, which it is not meanwhile. */
static void digest_one(struct backlog *backlog)
{
    struct bytes block = backlog->waiting[backlog->head].bytes;

    backlog->digesting = true;
    crew_unlock(backlog->crew);
    digest_add(backlog->digest, block);
    crew_lock(backlog->crew);
    backlog->digesting = false;
    backlog->head = (backlog->head + 1) % BACKLOG_WAITING;
    backlog->count--;
}

/* What helps is in memory already: members that wait to be examined come before blocks that wait,
 * for these the reader digests itself rather than read on. */
static void help(struct task *task, void *helper)
{
    struct backlog *backlog = (struct backlog *)task;
    struct crew *crew = backlog->crew;
    bool wanted = false;

    (void)helper;
    crew_lock(crew);
    while (!wanted && !backlog->digesting && backlog->count > 0) { /* else the reader was faster */
        digest_one(backlog);
        if (backlog->count == BACKLOG_FEW) /* a reader is not woken for each block */
            crew_tell(crew);
        wanted = crew->called || crew_has_better(crew, task);
    }
    task->open = !backlog->digesting && backlog->count > 0;
    crew_unlock(crew);
}

void backlog_start(struct backlog *backlog, struct crew *crew, struct digest *digest,
                   uint8_t **buffers, size_t buffer_size)
{
    *backlog = (struct backlog){.task = {.help = help, .depth = TASK_ANY_DEPTH, .rank = TASK_SOON},
                                .crew = crew,
                                .digest = digest,
                                .buffers = buffers,
                                .buffer_size = buffer_size};
    digest_start(digest);
}

/* With the crew locked: what waits gets less, by this thread's work or another's. */
static void reduce(struct backlog *backlog)
{
    if (backlog->digesting)
        crew_wait_helpers(backlog->crew);
    else
        digest_one(backlog);
}

/* True where somebody is at it, has time for it, or will have: nothing else waits. */
static bool may_wait(const struct backlog *backlog)
{
    return backlog->digesting || backlog->crew->spare > 0 || !backlog->crew->called;
}

/* With the crew locked; one that is at work sees the block without being called. */
static void let_wait(struct backlog *backlog, const uint8_t *buffer, struct bytes block)
{
    backlog->waiting[(backlog->head + backlog->count) % BACKLOG_WAITING] =
        (struct waiting_block){.buffer = buffer, .bytes = block};
    backlog->count++;
    if (backlog->digesting)
        return;
    if (backlog->count == BACKLOG_FEW + 1)
        crew_open(backlog->crew, &backlog->task);
    else
        backlog->task.open = true;
}

void backlog_add(struct backlog *backlog, const uint8_t *buffer, struct bytes block)
{
    struct crew *crew = backlog->crew;
    bool alone = !backlog->buffers || crew->size < 2 || backlog->size < BACKLOG_ALONE;

    backlog->size += block.size;
    if (alone) {
        digest_add(backlog->digest, block);
        return;
    }
    if (!backlog->offered) {
        backlog->offered = true;
        crew_offer(crew, &backlog->task);
    }
    crew_lock(crew);
    while (backlog->count == BACKLOG_WAITING || (backlog->count > 0 && !may_wait(backlog)))
        reduce(backlog);
    if (may_wait(backlog)) {
        let_wait(backlog, buffer, block);
        crew_unlock(crew);
    } else {
        crew_unlock(crew);
        digest_add(backlog->digest, block); /* nobody else can: nothing waits */
    }
}

static bool is_waiting(const struct backlog *backlog, const uint8_t *buffer)
{
    for (size_t i = 0; i < backlog->count; i++)
        if (backlog->waiting[(backlog->head + i) % BACKLOG_WAITING].buffer == buffer)
            return true;
    return false;
}

/* A buffer in which no block waits, or NULL; with the crew locked. */
static uint8_t *free_buffer(struct backlog *backlog, uint8_t *buffer)
{
    if (!is_waiting(backlog, buffer))
        return buffer;
    for (size_t i = 0; i < BACKLOG_BUFFERS; i++) {
        if (!backlog->buffers[i])
            backlog->buffers[i] = malloc(backlog->buffer_size); /* NULL: do with those there are */
        if (backlog->buffers[i] && !is_waiting(backlog, backlog->buffers[i]))
            return backlog->buffers[i];
    }
    return NULL;
}

uint8_t *backlog_turn(struct backlog *backlog, uint8_t *buffer)
{
    uint8_t *other;

    if (!backlog->offered)
        return buffer;
    crew_lock(backlog->crew);
    while (!(other = free_buffer(backlog, buffer)))
        reduce(backlog);
    crew_unlock(backlog->crew);
    return other;
}

void backlog_end(struct backlog *backlog)
{
    if (!backlog->offered)
        return;
    crew_lock(backlog->crew);
    while (backlog->count > 0)
        reduce(backlog);
    crew_unlock(backlog->crew);
    crew_withdraw(backlog->crew, &backlog->task);
    backlog->offered = false;
}
