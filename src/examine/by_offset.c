/*
 * by_offset.c - formats that lead from place to place, or whose texts are packed: the item is
 * digested to its end first, then its inspector goes where the format leads it.
 *
 * What is packed shows nothing as it is: detectors look at the values that the inspector decodes.
 * Then they look at the bytes as well: what no value holds (room between pages, bytes behind the
 * end, all of it where reading failed) may be plain, and nothing hides behind a format's magic.
 * Where all was decoded, only classes count there that no value had.
 *
 * What broke off is read as far as it came: a wrong check sum at its end hides nothing.
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

enum assay_status search_as_it_is(struct job *job, struct stream *stream, uint64_t origin,
                                  struct assay_error *err)
{
    CLEANUP(free_cleanup) uint8_t *room = malloc(ROOM);
    struct level *level = job->level;

    if (!room)
        return out_of_memory(err);
    if (!level->watcher)
        TRY(watcher_new(job->worker->examiner->detectors, &level->watcher, err));
    watcher_start_at(level->watcher, origin);
    watcher_unescape(level->watcher);
    if (job->carries)
        watcher_look_for_containers(level->watcher, job->program_end);
    return search_blocks(job, stream, room, err);
}

/* A stream that is read no longer than the run may take. */
struct timed {
    struct stream stream;
    struct stream *inner;
    const struct source_budget *budget;
};

static enum assay_status timed_read_at(struct stream *stream, uint64_t offset, void *to,
                                       size_t size, size_t *got, struct assay_error *err)
{
    const struct timed *timed = stream->state;

    TRY(source_budget_time(timed->budget, err));
    return timed->inner->read_at(timed->inner, offset, to, size, got, err);
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

/* What fails here and lies in the item is the item's: the first such is told. */
static ASSAY_RESULT search_packed(struct job *job, struct stream *stream, enum assay_status *status,
                                  struct assay_error *failure, struct assay_error *err)
{
    struct assay_error broken = {0};
    enum assay_status searched;

    if (*status == ASSAY_OK && evidence_gap_count(job->level->evidence) == 0)
        evidence_only_unseen(job->level->evidence);
    searched = search_as_it_is(job, stream, 0, &broken);
    if (searched != ASSAY_OK && !is_of_item(searched)) {
        *err = broken;
        return searched;
    }
    if (searched != ASSAY_OK && *status == ASSAY_OK) {
        *status = searched;
        *failure = broken;
    }
    return ASSAY_OK;
}

enum assay_status inspect_by_offset(struct job *job, const struct inspector *inspector,
                                    struct subject *subject, enum assay_status *status,
                                    struct assay_error *failure, struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    struct timed timed = {.inner = &stream, .budget = job->worker->examiner->budget};

    *status = ASSAY_OK;
    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken != ASSAY_OK && !is_of_item(job->tee.broken)) {
        *status = ASSAY_EFORMAT; /* the run ends, by whoever asked for the item */
        return ASSAY_OK;
    }
    *status = job_reopen(job, &stream, failure);
    if (*status != ASSAY_OK)
        return ASSAY_OK;
    stream.size = tee_size(&job->tee);
    timed.stream = (struct stream){.read_at = timed_read_at, .state = &timed, .size = stream.size};
    *status = read_by_offset(job, inspector, subject, &timed.stream, failure);
    TRY(values_end(&job->level->values, err));
    if (inspector->packed && !(inspector->apart && *status == ASSAY_OK) &&
        (*status == ASSAY_OK || is_of_item(*status)))
        TRY(search_packed(job, &timed.stream, status, failure, err));
    if (job->tee.broken != ASSAY_OK && *status == ASSAY_OK)
        *status = ASSAY_EFORMAT; /* told with the stream's own failure */
    return ASSAY_OK;
}
