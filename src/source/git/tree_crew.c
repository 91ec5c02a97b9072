/* tree_crew.c - threads that scan folders ahead of the walk. */

#include "source/git/tree_crew.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/fail.h"

struct helper {
    struct tree_crew *crew;
    struct objects *objects;
    struct tree_diff diff;
    pthread_t thread;
};

struct tree_crew {
    struct objects *objects; /* the walk's */
    struct tree_diff diff;   /* the walk's */
    struct helper *helpers;
    size_t helper_count;
    pthread_mutex_t mutex;
    pthread_cond_t offered, finished;
    struct tree_scan *waiting; /* in no order; there are few */
    size_t held;               /* bytes of notes that the walk has not taken */
    bool closed;
};

/* The walk comes to folders of a higher number first. */
static bool is_nearer(const struct tree_scan *a, const struct tree_scan *b)
{
    return a->folder != b->folder ? a->folder > b->folder : a->number < b->number;
}

/* Takes a scan that waits, or NULL; with the mutex held. */
static struct tree_scan *take_nearest(struct tree_crew *crew)
{
    struct tree_scan **nearest = NULL, *taken;

    for (struct tree_scan **at = &crew->waiting; *at; at = &(*at)->waiting)
        if (!nearest || is_nearer(*at, *nearest))
            nearest = at;
    if (!nearest)
        return NULL;
    taken = *nearest;
    *nearest = taken->waiting;
    taken->state = SCAN_TAKEN;
    return taken;
}

/* Takes one that the walk needs now; with the mutex held. */
static void take_out(struct tree_crew *crew, struct tree_scan *scan)
{
    struct tree_scan **at = &crew->waiting;

    while (*at && *at != scan)
        at = &(*at)->waiting;
    if (*at)
        *at = scan->waiting;
    scan->state = SCAN_TAKEN;
}

/* Makes a scan, with the mutex held, which it is not meanwhile. */
static void make(struct tree_crew *crew, struct tree_scan *scan, struct objects *objects,
                 struct tree_diff *diff)
{
    pthread_mutex_unlock(&crew->mutex);
    tree_scan_run(scan, objects, diff);
    pthread_mutex_lock(&crew->mutex);
    crew->held += tree_scan_memory(scan);
    scan->state = SCAN_DONE;
    pthread_cond_signal(&crew->finished);
}

static void *help(void *argument)
{
    struct helper *helper = argument;
    struct tree_crew *crew = helper->crew;

    pthread_mutex_lock(&crew->mutex);
    while (!crew->closed) {
        struct tree_scan *scan = crew->held < LIMIT_GIT_NOTES ? take_nearest(crew) : NULL;

        if (scan)
            make(crew, scan, helper->objects, &helper->diff);
        else
            pthread_cond_wait(&crew->offered, &crew->mutex);
    }
    pthread_mutex_unlock(&crew->mutex);
    return NULL;
}

/* One helper more; false where there is no memory or no thread for it. */
static bool start(struct tree_crew *crew)
{
    struct helper *helper = &crew->helpers[crew->helper_count];

    if (objects_open_beside(crew->objects, &helper->objects, NULL) != ASSAY_OK)
        return false;
    helper->crew = crew;
    tree_diff_init(&helper->diff, objects_id_size(crew->objects));
    if (pthread_create(&helper->thread, NULL, help, helper) != 0) {
        objects_close(helper->objects);
        return false;
    }
    crew->helper_count++;
    return true;
}

enum assay_status tree_crew_new(struct objects *objects, unsigned helpers, struct tree_crew **out,
                                struct assay_error *err)
{
    CLEANUP(free_cleanup) struct tree_crew *crew = calloc(1, sizeof *crew);

    if (!crew)
        return fail_no_memory(err);
    crew->helpers = calloc(helpers + (size_t)1, sizeof *crew->helpers);
    if (!crew->helpers)
        return fail_no_memory(err);
    crew->objects = objects;
    tree_diff_init(&crew->diff, objects_id_size(objects));
    if (pthread_mutex_init(&crew->mutex, NULL) != 0 ||
        pthread_cond_init(&crew->offered, NULL) != 0 ||
        pthread_cond_init(&crew->finished, NULL) != 0) { /* neither fails on Linux */
        free(crew->helpers);
        return fail_no_memory(err);
    }
    while (crew->helper_count < helpers && start(crew))
        ;
    *out = TAKE(crew);
    return ASSAY_OK;
}

void tree_crew_free(struct tree_crew *crew)
{
    if (!crew)
        return;
    pthread_mutex_lock(&crew->mutex);
    crew->closed = true;
    pthread_cond_broadcast(&crew->offered);
    pthread_mutex_unlock(&crew->mutex);
    for (size_t i = 0; i < crew->helper_count; i++) {
        struct helper *helper = &crew->helpers[i];

        pthread_join(helper->thread, NULL);
        objects_close(helper->objects);
        tree_diff_clear(&helper->diff);
    }
    tree_diff_clear(&crew->diff);
    pthread_cond_destroy(&crew->finished);
    pthread_cond_destroy(&crew->offered);
    pthread_mutex_destroy(&crew->mutex);
    free(crew->helpers);
    free(crew);
}

void tree_crew_offer(struct tree_crew *crew, struct tree_scan *scan)
{
    pthread_mutex_lock(&crew->mutex);
    scan->waiting = crew->waiting;
    crew->waiting = scan;
    pthread_cond_signal(&crew->offered);
    pthread_mutex_unlock(&crew->mutex);
}

void tree_crew_finish(struct tree_crew *crew, struct tree_scan *scan)
{
    pthread_mutex_lock(&crew->mutex);
    while (scan->state != SCAN_DONE) {
        struct tree_scan *next = scan;

        if (scan->state == SCAN_WAITING)
            take_out(crew, scan);
        else /* a helper is at it: one that is needed soon meanwhile */
            next = crew->held < LIMIT_GIT_NOTES ? take_nearest(crew) : NULL;
        if (next)
            make(crew, next, crew->objects, &crew->diff);
        else
            pthread_cond_wait(&crew->finished, &crew->mutex);
    }
    pthread_mutex_unlock(&crew->mutex);
}

void tree_crew_taken(struct tree_crew *crew, const struct tree_scan *scan)
{
    pthread_mutex_lock(&crew->mutex);
    crew->held -= tree_scan_memory(scan);
    if (crew->waiting)
        pthread_cond_broadcast(&crew->offered);
    pthread_mutex_unlock(&crew->mutex);
}
