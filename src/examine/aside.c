/*
 * aside.c - texts that are no content of any file, and are searched all the same: where a link
 * leads, what headers of compressed data say, and what a container has beside its members.
 */

#include "base/kit.h"
#include "examine/job.h"
#include "inventory/gaps.h"
#include "source/embedded.h"
#include "source/outside.h"

static ASSAY_RESULT search(struct job *job, struct bytes text, struct assay_error *err)
{
    const struct view view = {.data = text.data, .size = text.size, .last = true};
    struct level *level = job->level;
    uint64_t settled;

    if (text.size == 0)
        return ASSAY_OK;
    if (!level->watcher)
        TRY(watcher_new(job->worker->examiner->detectors, &level->watcher, err));
    watcher_start(level->watcher, false);
    return watcher_look(level->watcher, &view, level->evidence, &settled, err);
}

/* A stretch of a container as a stream of its own. */
struct stretch {
    const struct outside *outside;
    uint64_t from, to;
};

static enum assay_status stretch_read_at(struct stream *stream, uint64_t at, void *to, size_t size,
                                         size_t *got, struct assay_error *err)
{
    const struct stretch *stretch = stream->state;
    uint64_t left = stretch->to - stretch->from - at;

    return outside_read_at(stretch->outside, stretch->from + at, to,
                           size < left ? size : (size_t)left, got, err);
}

/* From the item itself where it can be read again, for less was kept of what comes in order. */
static ASSAY_RESULT open_aside(struct job *job, unsigned layer,
                               const struct embedded_places *places, const struct outside *outside,
                               struct assay_error *err)
{
    bool again = layer == 0 && job->stream.read_at && job->stream.size != STREAM_SIZE_UNKNOWN;

    if (places->count == 0 && !places->more)
        return ASSAY_OK;
    return carried_open(job, places, again ? &job->stream : outside->in, err);
}

static ASSAY_RESULT search_layer(struct job *job, struct source *source, unsigned layer,
                                 struct assay_error *err)
{
    CLEANUP(outside_clear) struct outside outside = {0};
    struct stretch stretch = {.outside = &outside};
    struct stream stream = {.read_at = stretch_read_at, .state = &stretch};

    TRY(source_outside(source, layer, &outside, err));
    job->carries = true;
    job->program_end = 0;
    while (outside.in && outside_next(&outside, &stretch.from, &stretch.to)) {
        struct embedded_places places;

        stream.size = stretch.to - stretch.from;
        TRY(search_as_it_is(job, &stream, stretch.from, err));
        places = *watcher_containers(job->level->watcher);
        TRY(open_aside(job, layer, &places, &outside, err));
    }
    job->carries = false;
    if (outside.cut)
        evidence_gap(job->level->evidence, GAP_BUNDLE_BAD_HEADER, ASSAY_NO_OFFSET,
                     "more than 8 MiB of it are content of no member, and the rest of them was not "
                     "searched");
    return ASSAY_OK;
}

enum assay_status aside_outside(struct job *job, struct source *source, struct assay_error *err)
{
    bool searched = job->tee.watcher || job->inside_carried; /* as it stands */
    unsigned first = searched ? 1 : 0;

    if (job->worker->examiner->options.depth != ASSAY_SCAN_ALL)
        return ASSAY_OK;
    for (unsigned layer = first; layer < SOURCE_LAYERS; layer++)
        TRY(search_layer(job, source, layer, err));
    return ASSAY_OK;
}

enum assay_status aside_link(struct job *job, struct assay_error *err)
{
    return job->entry->link ? search(job, bytes_text(job->entry->link), err) : ASSAY_OK;
}

enum assay_status aside_headers(struct job *job, const struct source *source,
                                struct assay_error *err)
{
    bool cut;
    struct bytes texts = source_texts(source, &cut);

    if (job->worker->examiner->options.depth != ASSAY_SCAN_ALL)
        return ASSAY_OK;
    if (cut)
        evidence_gap(job->level->evidence, GAP_BUNDLE_BAD_HEADER, ASSAY_NO_OFFSET,
                     "its headers hold more names and comments than are searched");
    return search(job, texts, err);
}
