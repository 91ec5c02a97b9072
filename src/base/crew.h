/*
 * crew.h - threads that have nothing to do help those that have too much.
 *
 * A thread whose work others could share offers it as a task and goes on with it; a thread that
 * would wait takes part in a task that is open. Nobody waits for help that does not come, so a crew
 * of one does all as it would without.
 */

#pragma once

#include <pthread.h>
#include <stdbool.h>

/* Work that several threads may share. Its owner keeps it until crew_withdraw() came back. */
struct task {
    /* Does a part, in the thread of `helper`; what fails there is for the owner to tell. */
    void (*help)(struct task *task, void *helper);
    unsigned depth; /* helps only who has nothing under way below this depth */
    bool open; /* a part waits to be done: who takes it closes the task, and may open it again */
    enum task_rank {
        TASK_LATER,
        TASK_SOON,
        TASK_FIRST,
    } rank;          /* of those that are open */
    unsigned inside; /* helpers at work */
    struct task *next;
};

enum { TASK_ANY_DEPTH = 1U << 30 }; /* needs nothing of the helper: anybody may */

struct crew {
    pthread_mutex_t mutex;
    pthread_cond_t idle;   /* where threads without work wait */
    pthread_cond_t owners; /* where threads wait for their helpers */
    struct task *tasks;    /* by their rank, then as they came */
    unsigned size;         /* threads */
    unsigned spare;        /* threads that wait, and would help */
    bool called;           /* there is other work: helpers take no second part */
};

/* A crew of `size` threads. False when the system has no more of these objects. */
bool crew_init(struct crew *crew, unsigned size);
void crew_clear(struct crew *crew);

void crew_lock(struct crew *crew);
void crew_unlock(struct crew *crew);

void crew_offer(struct crew *crew, struct task *task);
/* Waits for the helpers that are inside. */
void crew_withdraw(struct crew *crew, struct task *task);

/* The rest is called with the crew locked. */

/* Lets one thread into the task. */
void crew_open(struct crew *crew, struct task *task);

/*
 * Does one part of a task, unlocked meanwhile; false when none is open. `depth` is the depth of the
 * work that this thread has under way, 0 where it has none; `helper` is handed to the task.
 */
bool crew_help(struct crew *crew, unsigned depth, void *helper);

/* True where a task of a higher rank than this one is open. */
bool crew_has_better(const struct crew *crew, const struct task *task);

/* Waits until a task is opened, or somebody called. */
void crew_wait_idle(struct crew *crew);
/* Waits until a helper did something. */
void crew_wait_helpers(struct crew *crew);
/* Does a part of a task, or waits until one is opened or a helper did something: for an owner that
 * cannot go on. */
void crew_help_or_wait(struct crew *crew, unsigned depth, void *helper);

void crew_call_one(struct crew *crew);
void crew_call_all(struct crew *crew);
/* Tells owners that what they wait for may have come. */
void crew_tell(struct crew *crew);
