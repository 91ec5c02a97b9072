/*
 * aside.c - texts that are no content of any file, and are searched all the same: where a link
 * leads, and what headers of compressed data say.
 */

#include "base/kit.h"
#include "examine/job.h"
#include "inventory/gaps.h"

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
                     "its headers hold more than 1 MiB of names and comments, which were not all "
                     "searched");
    return search(job, texts, err);
}
