/*
 * queue.h - the bounded queue between the walker and the workers.
 *
 * A worker that finds it empty helps those that still have work; it is over for all of them when
 * no more entries come and nobody has one under way that could be shared.
 */

#pragma once

#include <stddef.h>

#include "base/crew.h"
#include "source/source.h"

enum {
    QUEUE_SIZE = 4096,     /* what the walk meets while the cache is read */
    QUEUE_BATCH = 256,     /* room of a batch, and the most of a group that is handed out whole */
    QUEUE_SHARE = 16,      /* the most entries without a group in a batch */
    QUEUE_LONG = 1024,     /* entries that no worker will come to soon */
    QUEUE_SHARE_LONG = 64, /* the same of a long queue */
};
_Static_assert(QUEUE_BATCH < QUEUE_SIZE, "a group is whole before the walker has to wait");

/* Entries are held by value; what they point to lives in the walker's part. */
struct queue {
    struct crew *crew;      /* its lock is the queue's */
    pthread_cond_t drained; /* where the walker waits */
    struct entry entries[QUEUE_SIZE];
    size_t head, count;
    size_t working; /* workers with a batch under way */
    size_t workers; /* that did not leave yet */
    bool closed;    /* no more will come */
    bool stopped;   /* what is left is not wanted */
};

/* `crew` stays the caller's. False when the system has no more of these objects. */
bool queue_init(struct queue *queue, struct crew *crew);
void queue_clear(struct queue *queue);

/* A worker comes, before its thread starts, and leaves when it takes no more. */
void queue_enter(struct queue *queue);
void queue_leave(struct queue *queue);
/* Waits until all have left, at most `milliseconds`. False when some have not. */
bool queue_wait_left(struct queue *queue, unsigned milliseconds);

/* Waits while the queue is full, at most `milliseconds`. How many of the entries, the first ones,
 * found room. */
size_t queue_put(struct queue *queue, const struct entry *entries, size_t count,
                 unsigned milliseconds);
/* True while the workers have more than enough to do. */
bool queue_is_long(struct queue *queue);
/* True when it was stopped. */
bool queue_is_stopped(struct queue *queue);

/*
 * Waits for entries, and helps as `helper` meanwhile; takes a share of what waits, or all of one
 * group. Returns their number, 0 when it is over.
 *
 * done  number of those taken before, none of which is under way any more
 */
size_t queue_take(struct queue *queue, void *helper, struct entry batch[QUEUE_BATCH], size_t done);

void queue_close(struct queue *queue);
/* Wakes everybody; returns how many entries nobody will examine. */
size_t queue_stop(struct queue *queue);
