/* members.c - a container is walked into: each member is examined one level below. */

#include "base/kit.h"
#include "examine/job.h"
#include "inventory/gaps.h"

/* examine_at() comes back here for a container in the container: LEVELS_MAX bounds that. */
static ASSAY_RESULT walk(struct job *job, struct source *source, struct contents *contents,
                         struct assay_error *err)
{
    struct source_session *session = NULL;
    enum assay_status status = source_session_open(source, &session, err);

    while (status == ASSAY_OK) {
        const struct assay_examination *content = NULL;
        struct entry member = {0};
        bool found;

        status = source_next(source, job->part, &member, &found, err);
        if (status != ASSAY_OK || !found)
            break;
        status = examine_at(job->worker, job->depth + 1, source, session, &member, job->part,
                            &content, err);
        if (status == ASSAY_OK && content) {
            const struct assay_path *path = member.places->path;

            contents_member(contents, bytes_of(path->name, path->size), content);
        }
    }
    source_session_close(source, session);
    return status;
}

/* The stream that members are read through: the tee where they come in order, or the bytes
 * themselves, after the digest saw them, where the directory stands at the end. */
static ASSAY_RESULT open_members(struct job *job, enum container_format format,
                                 struct stream *stream, struct assay_error *err)
{
    if (format != CONTAINER_ZIP) {
        tee_stream(&job->tee, stream);
        return ASSAY_OK;
    }
    TRY(tee_drain(&job->tee, err));
    if (job->stream.read_at) {
        *stream = job->stream;
        stream->close = NULL; /* stays the job's */
        return ASSAY_OK;
    }
    return spool_stream(&job->level->spool, stream, err);
}

static ASSAY_RESULT examine_members(struct job *job, enum container_format format,
                                    struct contents *contents, struct assay_error *err)
{
    CLEANUP(source_closep) struct source *source = NULL;
    struct stream stream;

    TRY(open_members(job, format, &stream, err));
    TRY(source_open_container(format, &stream, job->path, job->worker->examiner->budget, &source,
                              err));
    return walk(job, source, contents, err);
}

enum assay_status examine_container(struct job *job, enum container_format format,
                                    struct bytes head, struct assay_error *err)
{
    unsigned limit = job->worker->examiner->budget->limits.depth;
    struct assay_error failure = {0};
    struct contents contents = {0};
    enum assay_status status;

    job->content->kind = ASSAY_KIND_CONTAINER;
    job->content->format = container_format_name(format);
    if (format == CONTAINER_ZIP && !job->stream.read_at) {
        job->tee.spool = &job->level->spool;
        spool_add(job->tee.spool, head);
    }
    TRY(tee_watch(&job->tee, NULL, err));
    if (job->depth >= limit || job->depth >= LEVELS_MAX) {
        evidence_gap(job->level->evidence, GAP_BUNDLE_DEPTH_LIMIT, ASSAY_NO_OFFSET,
                     "not opened: it lies inside %u containers, the limit", job->depth);
        return ASSAY_OK;
    }
    status = examine_members(job, format, &contents, &failure);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK && job->tee.broken == ASSAY_OK) /* else told once, by finish() */
        job_gap_of(job, &failure, GAP_BUNDLE_BAD_HEADER);
    contents_end(&contents, job->level->evidence);
    return ASSAY_OK;
}
