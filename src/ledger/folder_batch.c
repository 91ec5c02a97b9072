/* folder_batch.c - several files made durable at the same time, and named afterwards. */

#include "ledger/folder_batch.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/kit.h"

enum { THREADS_MAX = 8 }; /* more gain nothing: they wait for the same journal */

static void drop(struct folder_batch *batch, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(batch->pieces[i].aside);
        free(batch->pieces[i].name);
    }
    batch->count -= count;
    memmove(batch->pieces, batch->pieces + count, batch->count * sizeof *batch->pieces);
}

void folder_batch_clear(struct folder_batch *batch)
{
    if (batch->count > 0)
        drop(batch, batch->count);
    free(batch->pieces);
    *batch = (struct folder_batch){0};
}

bool folder_batch_add(struct folder_batch *batch, const char *aside, const char *name)
{
    struct folder_piece *pieces = batch->pieces;
    struct folder_piece piece = {aside ? strdup(aside) : NULL, strdup(name)};

    if (batch->count == batch->room) {
        size_t room = batch->room ? 2 * batch->room : 16;

        pieces = reallocarray(batch->pieces, room, sizeof *pieces);
        if (pieces) {
            batch->pieces = pieces;
            batch->room = room;
        }
    }
    if (!pieces || !piece.name || (aside && !piece.aside)) {
        free(piece.aside);
        free(piece.name);
        return false;
    }
    pieces[batch->count++] = piece;
    return true;
}

bool folder_batch_keep(struct folder_batch *batch, const char *name)
{
    /* Pieces of one folder come one after the other, so it mostly is the newest that was kept. */
    if (batch->count > 0 && strcmp(batch->pieces[batch->count - 1].name, name) == 0)
        return true;
    return folder_batch_add(batch, NULL, name);
}

struct work {
    const struct folder_batch *batch;
    int at;
    atomic_size_t next;
    atomic_int sys; /* errno of the first that failed, 0: none did */
    atomic_size_t failed;
};

static bool sync_one(int at, const struct folder_piece *piece)
{
    const char *name = piece->aside ? piece->aside : piece->name;
    CLEANUP(close_cleanup) int fd = openat(at, name, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return !piece->aside && errno == ENOENT; /* what was removed again needs no sync */
    return fsync(fd) == 0;
}

static void *run(void *argument)
{
    struct work *work = argument;

    for (;;) {
        size_t i = atomic_fetch_add(&work->next, 1);
        int none = 0;

        if (i >= work->batch->count || atomic_load(&work->sys))
            return NULL;
        if (!sync_one(work->at, &work->batch->pieces[i]) &&
            atomic_compare_exchange_strong(&work->sys, &none, errno ? errno : EIO))
            atomic_store(&work->failed, i);
    }
}

static bool sync_all(const struct folder_batch *batch, int at, const char **failed)
{
    struct work work = {.batch = batch, .at = at};
    pthread_t threads[THREADS_MAX];
    size_t started = 0;

    while (started + 1 < batch->count && started < THREADS_MAX &&
           pthread_create(&threads[started], NULL, run, &work) == 0)
        started++;
    (void)run(&work); /* so that it is done even where no thread is to be had */
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    errno = atomic_load(&work.sys);
    if (errno != 0)
        *failed = batch->pieces[atomic_load(&work.failed)].name;
    return errno == 0;
}

bool folder_batch_keep_parent(struct folder_batch *batch, const char *name)
{
    CLEANUP(free_cleanup) char *parent = strdup(name);
    char *slash = parent ? strrchr(parent, '/') : NULL;

    if (!parent)
        return false;
    if (!slash)
        return folder_batch_keep(batch, ".");
    *slash = 0;
    return folder_batch_keep(batch, parent);
}

bool folder_batch_flush(struct folder_batch *batch, int at, const char **failed)
{
    size_t count = batch->count;

    if (!sync_all(batch, at, failed))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct folder_piece piece = batch->pieces[i];

        *failed = piece.name;
        if (piece.aside && (renameat(at, piece.aside, at, piece.name) != 0 ||
                            !folder_batch_keep_parent(batch, piece.name)))
            return false;
    }
    if (count > 0)
        drop(batch, count);
    return true;
}
