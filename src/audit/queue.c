/* queue.c - the bounded queue between the walker and the workers. */

#include "audit/queue.h"

#include <time.h>

bool queue_init(struct queue *queue)
{
    queue->head = 0;
    queue->count = 0;
    queue->closed = false;
    queue->stopped = false;
    if (pthread_mutex_init(&queue->mutex, NULL) != 0)
        return false;
    if (pthread_cond_init(&queue->filled, NULL) != 0) {
        pthread_mutex_destroy(&queue->mutex);
        return false;
    }
    if (pthread_cond_init(&queue->drained, NULL) != 0) {
        pthread_cond_destroy(&queue->filled);
        pthread_mutex_destroy(&queue->mutex);
        return false;
    }
    return true;
}

void queue_clear(struct queue *queue)
{
    pthread_cond_destroy(&queue->drained);
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->mutex);
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

bool queue_put(struct queue *queue, const struct entry *entry, unsigned milliseconds)
{
    bool done = true;

    pthread_mutex_lock(&queue->mutex);
    if (queue->count == QUEUE_SIZE && !queue->stopped) {
        struct timespec until = after(milliseconds);

        while (queue->count == QUEUE_SIZE && !queue->stopped && done)
            done = pthread_cond_timedwait(&queue->drained, &queue->mutex, &until) == 0;
    }
    done = queue->count < QUEUE_SIZE && !queue->stopped;
    if (done) {
        queue->entries[(queue->head + queue->count) % QUEUE_SIZE] = *entry;
        queue->count++;
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->mutex);
    return done;
}

bool queue_is_stopped(struct queue *queue)
{
    bool stopped;

    pthread_mutex_lock(&queue->mutex);
    stopped = queue->stopped;
    pthread_mutex_unlock(&queue->mutex);
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
    size_t most = queue->count / 4 + 1;
    size_t count = 0;

    if (most > QUEUE_SHARE)
        most = QUEUE_SHARE;
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

size_t queue_take(struct queue *queue, struct entry batch[QUEUE_BATCH])
{
    size_t count;

    pthread_mutex_lock(&queue->mutex);
    while ((count = ready(queue)) == 0 && !queue->closed && !queue->stopped)
        pthread_cond_wait(&queue->filled, &queue->mutex);
    if (queue->stopped)
        count = 0;
    for (size_t i = 0; i < count; i++)
        batch[i] = *waiting(queue, i);
    queue->head = (queue->head + count) % QUEUE_SIZE;
    queue->count -= count;
    /* The walker is woken for half a queue of room, not for each batch: it runs on a processor
     * that a worker would have. */
    if (count > 0 && queue->count <= QUEUE_SIZE / 2)
        pthread_cond_signal(&queue->drained);
    pthread_mutex_unlock(&queue->mutex);
    return count;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->mutex);
}

size_t queue_stop(struct queue *queue)
{
    size_t left;

    pthread_mutex_lock(&queue->mutex);
    left = queue->stopped ? 0 : queue->count;
    queue->stopped = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_cond_broadcast(&queue->drained);
    pthread_mutex_unlock(&queue->mutex);
    return left;
}
