/*
 * behind.c - a zip behind other bytes. Programs that read zips look at the end alone, so a file
 * that begins as an image, a program or a model may be a zip to them; it is examined as both. Where
 * the name promises a zip the end is looked for in all of the file: some programs do. The theme of
 * a workbook is one, and nothing that hides.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "examine/job.h"
#include "examine/office_theme.h"
#include "inventory/gaps.h"

/* What the last bytes of an item tell. */
struct ending {
    bool may;   /* end a zip */
    bool theme; /* they end that of a workbook, which stands in [begin, end) */
    uint64_t begin, end;
};

static void look_at(struct ending *ending, struct bytes head, struct bytes tail, uint64_t size,
                    enum container_behind where)
{
    ending->may = container_may_end(tail, size, where);
    ending->theme =
        ending->may && office_theme_find(head, tail, size, &ending->begin, &ending->end);
}

/* Reads the last bytes of a stream that is read by offset. */
static ASSAY_RESULT look_at_tail(struct stream *stream, struct bytes head,
                                 enum container_behind where, struct ending *ending,
                                 struct assay_error *err)
{
    CLEANUP(free_cleanup) uint8_t *tail = malloc(CONTAINER_TAIL);
    uint64_t start = stream->size > CONTAINER_TAIL ? stream->size - CONTAINER_TAIL : 0;
    size_t have = 0, got = 1;

    if (!tail)
        return out_of_memory(err);
    while (have < CONTAINER_TAIL && got > 0) {
        TRY(stream->read_at(stream, start + have, tail + have, CONTAINER_TAIL - have, &got, err));
        have += got;
    }
    look_at(ending, head, bytes_of(tail, have), start + have, where);
    return ASSAY_OK;
}

/* The bytes wherever they are to be had, with `far` whatever the last of them are, which is told;
 * nothing where they are gone, which is what *gone says. */
static ASSAY_RESULT open_bytes(struct job *job, struct bytes head, enum container_behind where,
                               bool far, struct stream *stream, struct ending *ending, bool *gone,
                               struct assay_error *err)
{
    *gone = false;
    if (job->tee.ended && tee_size(&job->tee) == head.size) {
        look_at(ending, head, head, head.size, where);
        if (ending->may || far)
            stream_of_bytes(stream, head);
        return ASSAY_OK;
    }
    if (job->stream.read_at && job->stream.size != STREAM_SIZE_UNKNOWN) {
        *stream = job->stream;
        stream->close = NULL; /* stays the job's */
        return look_at_tail(stream, head, where, ending, err);
    }
    *gone = !job->tee.spool || spool_stream(job->tee.spool, stream, NULL) != ASSAY_OK;
    return *gone ? ASSAY_OK : look_at_tail(stream, head, where, ending, err);
}

/* Content that comes in order is gone when its end is seen. */
static void tell_unopened(struct job *job, enum container_behind where)
{
    if (container_may_end(tee_tail(&job->tee), tee_size(&job->tee), where))
        job_gap(job, GAP_BUNDLE_HIDDEN_ENTRY, ASSAY_NO_OFFSET,
                "it ends as a zip does, and was not opened as one: it is itself in an archive that "
                "is read in order");
}

/* A part of a stream that is read by offset. */
struct part {
    struct stream *all;
    uint64_t begin, size;
};

static enum assay_status part_read_at(struct stream *stream, uint64_t at, void *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    const struct part *part = stream->state;

    *got = 0;
    if (at >= part->size)
        return ASSAY_OK;
    if (size > part->size - at)
        size = (size_t)(part->size - at);
    return part->all->read_at(part->all, part->begin + at, to, size, got, err);
}

static ASSAY_RESULT examine_theme(struct job *job, struct stream *all, const struct ending *ending,
                                  struct assay_error *err)
{
    struct part part = {all, ending->begin, ending->end - ending->begin};
    struct stream stream = {.read_at = part_read_at, .state = &part, .size = part.size};

    return examine_inside(job, CONTAINER_ZIP, &stream, err);
}

enum assay_status examine_zip_behind(struct job *job, enum container_format format,
                                     struct bytes head, bool *is_zip, struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    bool named =
        format != CONTAINER_ZIP && container_named_zip(bytes_of(job->path->name, job->path->size));
    enum container_behind where = named ? BEHIND_ANYWHERE : container_behind(format);
    struct ending ending = {0};
    bool gone;

    *is_zip = false;
    if (where == BEHIND_NOWHERE)
        return ASSAY_OK;
    TRY(tee_drain(&job->tee, err));
    TRY(open_bytes(job, head, where, named, &stream, &ending, &gone, err));
    *is_zip = ending.may;
    if (gone)
        tell_unopened(job, where);
    if (ending.theme && job->tee.broken == ASSAY_OK)
        return examine_theme(job, &stream, &ending, err);
    if (*is_zip || (named && stream.read_at))
        TRY(container_ends(&stream, where, job->worker->examiner->budget, is_zip, err));
    if (!*is_zip || job->tee.broken != ASSAY_OK)
        return ASSAY_OK;
    if (!job->content->format[0]) {
        job->content->kind = ASSAY_KIND_CONTAINER;
        job->content->format = container_format_name(CONTAINER_ZIP);
    }
    return examine_inside(job, CONTAINER_ZIP, &stream, err);
}
