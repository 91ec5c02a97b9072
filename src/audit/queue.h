/* queue.h - the bounded queue between the walker and the workers. */

#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "source/source.h"

enum {
    QUEUE_SIZE = 1024,
    QUEUE_BATCH = 256, /* room of a batch, and the most of a group that is handed out whole */
    QUEUE_SHARE = 16,  /* the most entries without a group in a batch */
};
_Static_assert(QUEUE_BATCH < QUEUE_SIZE, "a group is whole before the walker has to wait");

/* Entries are held by value; what they point to lives in the walker's part. */
struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled, drained;
    struct entry entries[QUEUE_SIZE];
    size_t head, count;
    bool closed;  /* no more will come */
    bool stopped; /* what is left is not wanted */
};

/* False when the system has no more of these objects. */
bool queue_init(struct queue *queue);
void queue_clear(struct queue *queue);

/* Waits while the queue is full, at most `milliseconds`. False when it still is full then. */
bool queue_put(struct queue *queue, const struct entry *entry, unsigned milliseconds);
/* True when it was stopped. */
bool queue_is_stopped(struct queue *queue);
/* Waits for entries; takes a share of them, or all of one group. 0: closed or stopped. */
size_t queue_take(struct queue *queue, struct entry batch[QUEUE_BATCH]);
void queue_close(struct queue *queue);
/* Wakes everybody; returns how many entries nobody will examine. */
size_t queue_stop(struct queue *queue);
