/*
 * ambiguous.c - content that begins as a tar and as something else at once.
 *
 * A tar begins with the name of its first member, and a name may be any bytes: the magic of a zip,
 * a whole pickle, a script. Who opens the file by its first bytes and who unpacks it as a tar see
 * two things; it is examined as both.
 */

#include "base/kit.h"
#include "examine/job.h"
#include "inventory/gaps.h"

/* The bytes once more, in order and from the start. */
struct again {
    struct stream stream; /* that they are read from by offset */
    uint64_t at;
};

static enum assay_status read_again(struct stream *stream, void *to, size_t size, size_t *got,
                                    struct assay_error *err)
{
    struct again *again = stream->state;

    TRY(again->stream.read_at(&again->stream, again->at, to, size, got, err));
    again->at += *got;
    return ASSAY_OK;
}

/* Reads all of it as a tar that begins at `at`. */
static ASSAY_RESULT examine_from(struct job *job, uint64_t at, struct assay_error *err)
{
    struct again again = {.at = at};
    struct stream stream = {.read = read_again, .state = &again, .size = STREAM_SIZE_UNKNOWN};
    struct assay_error failure = {0};
    enum assay_status status = job_reopen(job, &again.stream, &failure);

    if (status != ASSAY_OK) {
        if (!is_of_item(status)) {
            *err = failure;
            return status;
        }
        job_gap_of(job, &failure, GAP_FILE_TOO_LARGE);
        return ASSAY_OK;
    }
    stream.size = tee_size(&job->tee) - at;
    job->end = 0;
    status = examine_inside(job, CONTAINER_TAR, &stream, err);
    stream_close(&again.stream);
    return status;
}

enum assay_status ambiguous_examine_tar(struct job *job, const char *other, struct assay_error *err)
{
    char why[96];

    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken != ASSAY_OK)
        return ASSAY_OK;
    snprintf(why, sizeof why, "it begins as a tar and as %s: it was examined as both", other);
    job_gap(job, GAP_BUNDLE_AMBIGUOUS_FORMAT, 0, why);
    return examine_from(job, 0, err);
}

enum assay_status ambiguous_examine_tar_behind(struct job *job, size_t at, struct assay_error *err)
{
    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken != ASSAY_OK)
        return ASSAY_OK;
    job_gap(job, GAP_BUNDLE_HIDDEN_ENTRY, at,
            "a tar stands behind other bytes: it was examined as well");
    job->content->format = container_format_name(CONTAINER_TAR);
    return examine_from(job, at, err);
}
