/* again.c - content that is read a second time: its bytes are kept, or still to be had. */

#include "base/kit.h"
#include "examine/job.h"

void job_keep(struct job *job)
{
    if (!job->stream.read_at && !job->tee.ended)
        job->tee.spool = &job->level->spool;
}

bool job_is_kept(const struct job *job)
{
    struct bytes all;

    return job->stream.read_at || job->tee.spool || tee_all(&job->tee, &all);
}

enum assay_status job_reopen(struct job *job, struct stream *stream, struct assay_error *err)
{
    struct bytes all;

    if (tee_all(&job->tee, &all)) {
        stream_of_bytes(stream, all);
    } else if (job->stream.read_at) {
        *stream = job->stream;
        stream->close = NULL; /* stays the job's */
    } else {
        TRY(spool_stream(&job->level->spool, stream, err));
    }
    return ASSAY_OK;
}

enum assay_status job_reread(struct job *job, struct reread *reread, struct cursor *cursor,
                             struct assay_error *err)
{
    TRY(job_reopen(job, &reread->stream, err));
    reread->stream.size = tee_size(&job->tee);
    return seeker_open(&reread->seeker, &reread->stream, cursor, err);
}

void reread_clear(struct reread *reread)
{
    seeker_clear(&reread->seeker);
    stream_close(&reread->stream);
}
