/*
 * by_offset.c - formats that lead from place to place, or whose texts are packed: the item is
 * digested to its end first, then its inspector goes where the format leads it.
 *
 * What is packed shows nothing as it is: detectors look at the values that the inspector decodes.
 * Where it could not decode all of them they look at the bytes as well, for what is broken may be
 * plain.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/seeker.h"
#include "examine/job.h"

enum { ROOM = 2 * TEE_BLOCK };

/* Searches a stream that is read by offset, from its start to its end. */
static ASSAY_RESULT search_blocks(struct job *job, struct stream *stream, uint8_t *room,
                                  struct assay_error *err)
{
    struct watcher *watcher = job->level->watcher;
    struct view view = {.data = room};
    size_t got = 1;

    while (!view.last) {
        uint64_t keep = watcher_keep(watcher), settled;
        size_t gone = (size_t)(keep - view.base);

        memmove(room, room + gone, view.size - gone);
        view.base = keep;
        view.size -= gone;
        while (view.size < ROOM && got > 0) {
            TRY(stream->read_at(stream, view.base + view.size, room + view.size, ROOM - view.size,
                                &got, err));
            view.size += got;
        }
        view.last = got == 0;
        TRY(watcher_look(watcher, &view, job->level->evidence, &settled, err));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT search_as_it_is(struct job *job, struct stream *stream, struct assay_error *err)
{
    CLEANUP(free_cleanup) uint8_t *room = malloc(ROOM);
    struct level *level = job->level;

    if (!room)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    if (!level->watcher)
        TRY(watcher_new(job->worker->examiner->detectors, &level->watcher, err));
    watcher_start(level->watcher, false);
    return search_blocks(job, stream, room, err);
}

static enum assay_status read_by_offset(const struct job *job, const struct inspector *inspector,
                                        struct subject *subject, struct stream *stream,
                                        struct assay_error *failure)
{
    CLEANUP(seeker_clear) struct seeker seeker = {0};
    struct cursor cursor;

    subject->size = stream->size;
    TRY(seeker_open(&seeker, stream, &cursor, failure));
    return inspector->read(&cursor, subject, job->level->evidence);
}

enum assay_status inspect_by_offset(struct job *job, const struct inspector *inspector,
                                    struct subject *subject, enum assay_status *status,
                                    struct assay_error *failure, struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};

    *status = ASSAY_OK;
    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken != ASSAY_OK) { /* told by whoever asked for the item */
        *status = ASSAY_EFORMAT;
        return ASSAY_OK;
    }
    *status = job_reopen(job, &stream, failure);
    if (*status != ASSAY_OK)
        return ASSAY_OK;
    stream.size = tee_size(&job->tee);
    *status = read_by_offset(job, inspector, subject, &stream, failure);
    TRY(values_end(&job->level->values, err));
    if (inspector->packed && (is_of_item(*status) || evidence_gap_count(job->level->evidence) > 0))
        TRY(search_as_it_is(job, &stream, err));
    return ASSAY_OK;
}
