/* folder_sync.c - several files made durable at the same time. */

#include "ledger/folder_sync.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/kit.h"

enum { THREADS_MAX = 8 }; /* more gain nothing: they wait for the same journal */

void folder_sync_clear(struct folder_sync *sync)
{
    for (size_t i = 0; i < sync->count; i++)
        free(sync->names[i]);
    free(sync->names);
    *sync = (struct folder_sync){0};
}

/* Pieces of one folder come one after the other, so the folder stands right before the newest. */
static bool stands_there(const struct folder_sync *sync, const char *name)
{
    for (size_t back = 1; back <= 2 && back <= sync->count; back++)
        if (strcmp(sync->names[sync->count - back], name) == 0)
            return true;
    return false;
}

bool folder_sync_add(struct folder_sync *sync, const char *name)
{
    char **names = sync->names;

    if (stands_there(sync, name))
        return true;
    if (sync->count == sync->room) {
        size_t room = sync->room ? 2 * sync->room : 16;

        names = reallocarray(sync->names, room, sizeof *names);
        if (!names)
            return false;
        sync->names = names;
        sync->room = room;
    }
    names[sync->count] = strdup(name);
    return names[sync->count] && ++sync->count;
}

struct work {
    const struct folder_sync *sync;
    int at;
    atomic_size_t next;
    atomic_int sys; /* errno of the first that failed, 0: none did */
    atomic_size_t failed;
};

static bool sync_one(int at, const char *name)
{
    CLEANUP(close_cleanup) int fd = openat(at, name, O_RDONLY | O_CLOEXEC);

    return fd >= 0 ? fsync(fd) == 0 : errno == ENOENT; /* what was removed again needs none */
}

static void *run(void *argument)
{
    struct work *work = argument;

    for (;;) {
        size_t i = atomic_fetch_add(&work->next, 1);
        int none = 0;

        if (i >= work->sync->count || atomic_load(&work->sys))
            return NULL;
        if (!sync_one(work->at, work->sync->names[i]) &&
            atomic_compare_exchange_strong(&work->sys, &none, errno ? errno : EIO))
            atomic_store(&work->failed, i);
    }
}

bool folder_sync_all(struct folder_sync *sync, int at, const char **failed)
{
    struct work work = {.sync = sync, .at = at};
    pthread_t threads[THREADS_MAX];
    size_t started = 0;

    while (started + 1 < sync->count && started < THREADS_MAX &&
           pthread_create(&threads[started], NULL, run, &work) == 0)
        started++;
    (void)run(&work); /* so that it is done even where no thread is to be had */
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    errno = atomic_load(&work.sys);
    if (errno != 0) {
        *failed = sync->names[atomic_load(&work.failed)];
        return false;
    }
    for (size_t i = 0; i < sync->count; i++)
        free(sync->names[i]);
    sync->count = 0;
    return true;
}
