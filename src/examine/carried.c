/*
 * carried.c - containers that an item carries behind other bytes, opened where they stand: behind a
 * program, a script, an image, or what another container ends with.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "examine/job.h"
#include "inventory/gaps.h"
#include "source/embedded.h"

/* From an offset of a stream to its end, as a stream that is read in order or by offset. */
struct rest {
    struct stream *stream;
    uint64_t from, at;
};

static enum assay_status rest_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    struct rest *rest = stream->state;

    TRY(rest->stream->read_at(rest->stream, rest->from + rest->at, to, size, got, err));
    rest->at += *got;
    return ASSAY_OK;
}

static enum assay_status rest_read_at(struct stream *stream, uint64_t at, void *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    const struct rest *rest = stream->state;

    return rest->stream->read_at(rest->stream, rest->from + at, to, size, got, err);
}

static const char *name_of(const struct embedded *place)
{
    return place->unread ? place->unread : container_format_name(place->format);
}

static void tell(const struct job *job, const struct embedded *place, const char *id,
                 const char *what)
{
    char why[192];

    snprintf(why, sizeof why,
             "behind other bytes, at byte %" PRIu64 ", stands a container (%s): %s", place->at,
             name_of(place), what);
    job_gap(job, id, place->at, why);
}

/* *next is where the search goes on: behind what was opened, nowhere where that is not known. */
static ASSAY_RESULT open_place(struct job *job, const struct embedded *place, struct stream *all,
                               uint64_t *next, struct assay_error *err)
{
    struct rest rest = {.stream = all, .from = place->at};
    struct stream stream = {.read_at = rest_read_at, .state = &rest, .size = all->size - place->at};
    struct assay_error failure = {0};
    bool holds = false, before;
    enum assay_status status =
        embedded_holds(place, &stream, job->worker->examiner->budget, &holds, &failure);

    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK || !holds)
        return ASSAY_OK;
    *next = UINT64_MAX;
    if (place->unread) {
        tell(job, place, GAP_BUNDLE_METHOD_UNSUPPORTED, "it is not read");
        return ASSAY_OK;
    }
    tell(job, place, GAP_BUNDLE_HIDDEN_ENTRY, "it was examined as well");
    if (!job->content->format[0]) {
        job->content->kind = ASSAY_KIND_CONTAINER;
        job->content->format = container_format_name(place->format);
    }
    if (!container_by_offset(place->format))
        stream = (struct stream){.read = rest_read, .state = &rest, .size = stream.size};
    job->end = 0;
    before = job->inside_carried;
    job->inside_carried = true;
    status = examine_inside(job, place->format, &stream, err);
    job->inside_carried = before;
    TRY(status);
    if (job->end == ASSAY_NO_OFFSET || ckd_add(next, place->at, job->end))
        *next = UINT64_MAX;
    return ASSAY_OK;
}

enum assay_status carried_open(struct job *job, const struct embedded_places *places,
                               struct stream *all, struct assay_error *err)
{
    uint64_t next = 0;

    for (size_t i = 0; i < places->count; i++)
        if (places->all[i].at >= next && places->all[i].at < all->size)
            TRY(open_place(job, &places->all[i], all, &next, err));
    if (places->more)
        job_gap(job, GAP_BUNDLE_HIDDEN_ENTRY, ASSAY_NO_OFFSET,
                "containers may begin at more places in it than are looked at");
    return ASSAY_OK;
}

bool carried_wanted(const struct inspector *inspector)
{
    return !inspector || inspector->text || inspector->kind == ASSAY_KIND_OTHER ||
           inspector->kind == ASSAY_KIND_DOCUMENT;
}

void carried_keep(struct job *job, struct bytes head)
{
    uint64_t end = embedded_program_end(head, job->claimed);
    bool more = end > 0 && job->claimed != STREAM_SIZE_UNKNOWN && end < job->claimed;

    if (more || bytes_starts(head, BYTES("#!")))
        job_keep(job);
}

enum assay_status carried_find(struct job *job, struct embedded_places *places,
                               struct assay_error *err)
{
    embedded_start(places);
    if (!job->carries)
        return ASSAY_OK;
    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken == ASSAY_OK)
        *places = *watcher_containers(job->level->watcher);
    return ASSAY_OK;
}

void carried_drop(struct embedded_places *places, uint64_t from, uint64_t to)
{
    size_t kept = 0;

    for (size_t i = 0; i < places->count; i++)
        if (places->all[i].at < from || places->all[i].at >= to)
            places->all[kept++] = places->all[i];
    places->count = kept;
}

enum assay_status carried_examine(struct job *job, struct embedded_places *places,
                                  struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    struct assay_error failure;

    if (places->count == 0)
        return ASSAY_OK;
    if (!job_is_kept(job)) {
        tell(job, &places->all[0], GAP_BUNDLE_HIDDEN_ENTRY,
             "it was not opened, for it is itself in an archive that is read in order");
        return ASSAY_OK;
    }
    if (job_reopen(job, &stream, &failure) != ASSAY_OK) {
        job_gap_of(job, &failure, GAP_FILE_TOO_LARGE);
        return ASSAY_OK;
    }
    stream.size = tee_size(&job->tee);
    return carried_open(job, places, &stream, err);
}
