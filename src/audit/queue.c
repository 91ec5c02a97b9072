/* queue.c - the bounded queue between the walker and the workers. */

#include "audit/queue.h"

#include <time.h>

bool queue_init(struct queue *queue, struct crew *crew)
{
    queue->crew = crew;
    queue->head = 0;
    queue->count = 0;
    queue->working = 0;
    queue->workers = 0;
    queue->closed = false;
    queue->stopped = false;
    return pthread_cond_init(&queue->drained, NULL) == 0;
}

void queue_clear(struct queue *queue)
{
    pthread_cond_destroy(&queue->drained);
}

static struct timespec after(unsigned milliseconds)
{
    struct timespec time;

    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += milliseconds / 1000;
    time.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

void queue_enter(struct queue *queue)
{
    crew_lock(queue->crew);
    queue->workers++;
    crew_unlock(queue->crew);
}

void queue_leave(struct queue *queue)
{
    crew_lock(queue->crew);
    if (--queue->workers == 0)
        pthread_cond_signal(&queue->drained);
    crew_unlock(queue->crew);
}

bool queue_wait_left(struct queue *queue, unsigned milliseconds)
{
    struct timespec until = after(milliseconds);
    bool left, in_time = true;

    crew_lock(queue->crew);
    while (queue->workers > 0 && in_time)
        in_time = pthread_cond_timedwait(&queue->drained, &queue->crew->mutex, &until) == 0;
    left = queue->workers == 0;
    crew_unlock(queue->crew);
    return left;
}

size_t queue_put(struct queue *queue, const struct entry *entries, size_t count,
                 unsigned milliseconds)
{
    size_t done = 0;

    crew_lock(queue->crew);
    if (queue->count == QUEUE_SIZE && !queue->stopped) {
        struct timespec until = after(milliseconds);
        bool in_time = true;

        while (queue->count == QUEUE_SIZE && !queue->stopped && in_time)
            in_time = pthread_cond_timedwait(&queue->drained, &queue->crew->mutex, &until) == 0;
    }
    while (done < count && queue->count < QUEUE_SIZE && !queue->stopped) {
        queue->entries[(queue->head + queue->count) % QUEUE_SIZE] = entries[done++];
        queue->count++;
    }
    if (done > 0) {
        queue->crew->called = true;
        if (done > QUEUE_SHARE)
            crew_call_all(queue->crew);
        else
            crew_call_one(queue->crew);
    }
    crew_unlock(queue->crew);
    return done;
}

bool queue_is_long(struct queue *queue)
{
    bool is_long;

    crew_lock(queue->crew);
    is_long = queue->count > QUEUE_LONG;
    crew_unlock(queue->crew);
    return is_long;
}

bool queue_is_stopped(struct queue *queue)
{
    bool stopped;

    crew_lock(queue->crew);
    stopped = queue->stopped;
    crew_unlock(queue->crew);
    return stopped;
}

static const struct entry *waiting(const struct queue *queue, size_t index)
{
    return &queue->entries[(queue->head + index) % QUEUE_SIZE];
}

/* How many entries at the head are of its group; 0 while more of them may come. */
static size_t whole_group(const struct queue *queue)
{
    size_t count = 1;

    while (count < QUEUE_BATCH && count < queue->count &&
           waiting(queue, count)->group == waiting(queue, 0)->group)
        count++;
    return count < queue->count || count == QUEUE_BATCH || queue->closed ? count : 0;
}

/* Large entries are worth a worker each: a share of what waits, not all of it. */
static size_t share(const struct queue *queue)
{
    size_t most = queue->count / 4 + 1, limit = QUEUE_SHARE;
    size_t count = 0;

    if (queue->count > QUEUE_LONG)
        limit = QUEUE_SHARE_LONG;
    if (most > limit)
        most = limit;
    while (count < most && count < queue->count && waiting(queue, count)->group == 0)
        count++;
    return count;
}

/* How many entries a worker may have now. */
static size_t ready(const struct queue *queue)
{
    if (queue->count == 0)
        return 0;
    return waiting(queue, 0)->group ? whole_group(queue) : share(queue);
}

static size_t take(struct queue *queue, struct entry batch[QUEUE_BATCH])
{
    size_t count = ready(queue);

    for (size_t i = 0; i < count; i++)
        batch[i] = *waiting(queue, i);
    queue->head = (queue->head + count) % QUEUE_SIZE;
    queue->count -= count;
    queue->crew->called = queue->count > 0;
    /* The walker is woken for half a queue of room, not for each batch: it runs on a processor
     * that a worker would have. */
    if (count > 0 && queue->count <= QUEUE_SIZE / 2)
        pthread_cond_signal(&queue->drained);
    return count;
}

static bool is_over(const struct queue *queue)
{
    return queue->stopped || (queue->closed && queue->count == 0 && queue->working == 0);
}

size_t queue_take(struct queue *queue, void *helper, struct entry batch[QUEUE_BATCH], size_t done)
{
    struct crew *crew = queue->crew;
    size_t count = 0;

    crew_lock(crew);
    if (done > 0)
        queue->working--;
    while (!is_over(queue) && (count = take(queue, batch)) == 0)
        if (!crew_help(crew, 0, helper))
            crew_wait_idle(crew);
    if (count > 0)
        queue->working++;
    else
        crew_call_all(crew); /* the last one to work tells those that wait for it */
    crew_unlock(crew);
    return count;
}

void queue_close(struct queue *queue)
{
    crew_lock(queue->crew);
    queue->closed = true;
    crew_call_all(queue->crew);
    crew_unlock(queue->crew);
}

size_t queue_stop(struct queue *queue)
{
    size_t left;

    crew_lock(queue->crew);
    left = queue->stopped ? 0 : queue->count;
    queue->stopped = true;
    crew_call_all(queue->crew);
    pthread_cond_broadcast(&queue->drained);
    crew_unlock(queue->crew);
    return left;
}
