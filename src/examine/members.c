/* members.c - a container is walked into: each member is examined one level below. */

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "examine/job.h"
#include "inventory/gaps.h"

/* The rest of a container's own bytes, digested while its members are read apart from them. */
struct drain {
    struct task task; /* first: the help asked for */
    struct job *job;
    enum assay_status status;
    struct assay_error failure;
};

static void drain(struct drain *drain)
{
    drain->status = tee_drain(&drain->job->tee, &drain->failure);
}

static void help_drain(struct task *task, void *helper)
{
    (void)helper;
    drain((struct drain *)task);
}

/* The stream that members are read through: the tee where they come in order; where they are found
 * by offset, as a zip's by the directory at its end, the bytes themselves or a copy of them. */
static ASSAY_RESULT open_stream(struct job *job, enum container_format format,
                                struct stream *stream, struct assay_error *err)
{
    if (!container_by_offset(format)) {
        tee_stream(&job->tee, stream);
    } else if (job->stream.read_at) {
        *stream = job->stream;
        stream->close = NULL; /* stays the job's */
    } else {
        TRY(tee_drain(&job->tee, err));
        return spool_stream(&job->level->spool, stream, err);
    }
    return ASSAY_OK;
}

/* ---- the members ---- */

/* Walks all members; then it is known what a compressed layer of an image holds as a whole. */
static ASSAY_RESULT walk_container(struct job *job, enum container_format format,
                                   struct stream *stream, struct contents *contents,
                                   struct assay_error *err)
{
    CLEANUP(source_closep) struct source *source = NULL;
    uint8_t sha256[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    TRY(source_open_container(format, stream, job->path, job->turn->budget, &source, err));
    TRY(walk_members(job, source, contents, err));
    TRY(aside_outside(job, source, err));
    job->end = source_end(source); /* others may have been walked in what is outside */
    TRY(aside_headers(job, source, err));
    if (stream->read_at)
        return ASSAY_OK;
    if (source_plain_sha256(source, sha256)) {
        hex_encode(bytes_of(sha256, sizeof sha256), hex);
        evidence_text(job->level->evidence, ASSAY_FACT_CONTAINER_PLAIN_SHA256, MEASURED,
                      bytes_text(hex));
    }
    return ASSAY_OK;
}

/* Members that are read at any offset: who has time first digests the container meanwhile, from
 * when its directory is read on. */
static ASSAY_RESULT walk_apart(struct job *job, enum container_format format, struct stream *stream,
                               struct contents *contents, struct assay_error *err)
{
    struct crew *crew = job->worker->examiner->crew;
    struct drain rest = {.task = {.help = help_drain,
                                  .depth = TASK_ANY_DEPTH,
                                  .rank = TASK_FIRST,
                                  .open = !job->tee.ended},
                         .job = job};
    enum assay_status status;

    crew_offer(crew, &rest.task);
    status = walk_container(job, format, stream, contents, err);
    crew_withdraw(crew, &rest.task);
    if (rest.task.open) /* nobody had time */
        drain(&rest);
    if (rest.status != ASSAY_OK) {
        *err = rest.failure;
        return rest.status;
    }
    return status;
}

static ASSAY_RESULT examine_members(struct job *job, enum container_format format,
                                    struct stream *given, struct contents *contents,
                                    struct assay_error *err)
{
    struct stream stream;

    if (given)
        stream = *given;
    else
        TRY(open_stream(job, format, &stream, err));
    if (job->turn->draft)
        job->turn->draft->opened = true;
    return stream.read_at ? walk_apart(job, format, &stream, contents, err)
                          : walk_container(job, format, &stream, contents, err);
}

/* True for a tar as readers of shards open it: plain or compressed, in one pass. */
static bool may_be_shard(enum container_format format)
{
    return format >= CONTAINER_TAR && format <= CONTAINER_LZ4 && format != CONTAINER_ZIP;
}

enum assay_status examine_inside(struct job *job, enum container_format format,
                                 struct stream *stream, struct assay_error *err)
{
    unsigned limit = job->worker->examiner->budget->limits.depth;
    CLEANUP(samples_freep) struct samples *samples = NULL;
    struct samples *before;
    struct assay_error failure = {0};
    enum assay_status status;

    if (job->depth >= limit || job->depth >= LEVELS_MAX) {
        evidence_gap(job->level->evidence, GAP_BUNDLE_DEPTH_LIMIT, ASSAY_NO_OFFSET,
                     "not opened: it lies inside %u containers, the limit", job->depth);
        return ASSAY_OK;
    }
    if (may_be_shard(format) && !(samples = samples_new()))
        return out_of_memory(err);
    before = job->contents.samples;
    job->contents.samples = samples;
    status = examine_members(job, format, stream, &job->contents, &failure);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK && job->tee.broken == ASSAY_OK) /* else told once, by finish() */
        job_gap_of(job, &failure, GAP_BUNDLE_BAD_HEADER);
    contents_end(&job->contents, job->level->evidence);
    job->contents.samples = before;
    return ASSAY_OK;
}

enum assay_status examine_container(struct job *job, enum container_format format,
                                    struct assay_error *err)
{
    job->content->kind = ASSAY_KIND_CONTAINER;
    job->content->format = container_format_name(format);
    if (container_by_offset(format) && !job->stream.read_at)
        job->tee.spool = &job->level->spool;
    if (!container_by_offset(format) && level_ring_together(job->level))
        tee_let_wait(&job->tee, &job->level->ring_together);
    TRY(tee_watch(&job->tee, NULL, false, err));
    return examine_inside(job, format, NULL, err);
}
