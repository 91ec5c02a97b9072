/*
 * wide.c - text in UTF-16 or UTF-32: digested as it is, then examined as the text it is, decoded.
 *
 * Offsets of what is seen in it are those of its UTF-8; lines and columns are the text's own.
 */

#include "base/kit.h"
#include "base/mirror.h"
#include "examine/job.h"
#include "examine/text/wide_text.h"
#include "inventory/gaps.h"

/* Reads the decoded text through a tee of its own, for the job's is busy with the bytes. */
static ASSAY_RESULT examine_decoded(struct job *job, struct stream *decoded, struct mirror *ring,
                                    struct assay_error *err)
{
    struct examiner *examiner = job->worker->examiner;
    struct tee tee;
    struct bytes head;
    enum assay_status status;

    tee_start(&tee, decoded, examiner->crew, ring, NULL, job->level->evidence);
    tee.budget = job->tee.budget;
    tee_head(&tee, &head);
    status = examine_text(job, &tee, head, err);
    if (status == ASSAY_OK)
        status = tee_drain(&tee, err);
    tee_end(&tee);
    if (tee.broken != ASSAY_OK && status == ASSAY_OK && is_of_item(tee.broken))
        job_gap_of(job, &tee.failure, GAP_FILE_UNREADABLE);
    return status;
}

enum assay_status examine_wide(struct job *job, enum wide_text wide, struct assay_error *err)
{
    CLEANUP(stream_close) struct stream raw = {0};
    CLEANUP(stream_close) struct stream decoded = {0};
    CLEANUP(mirror_clear) struct mirror ring = {0};
    struct evidence *evidence = job->level->evidence;
    struct assay_error failure = {0};
    struct wide_stream state;
    enum assay_status status;

    job_keep(job);
    TRY(tee_watch(&job->tee, NULL, false, err));
    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken != ASSAY_OK && !is_of_item(job->tee.broken))
        return ASSAY_OK; /* told by whoever asked for the item */
    status = job_reopen(job, &raw, &failure);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK) { /* no room for a copy of what comes in order */
        job_gap_of(job, &failure, GAP_FILE_TOO_LARGE);
        return ASSAY_OK;
    }
    if (!mirror_init(&ring, TEE_RING))
        return out_of_memory(err);
    wide_stream_open(&state, &raw, wide, &decoded);
    TRY(examine_decoded(job, &decoded, &ring, err));
    if (evidence_found_text(evidence, ASSAY_FACT_DATASET_ENCODING, MEASURED))
        evidence_text(evidence, ASSAY_FACT_DATASET_ENCODING, MEASURED,
                      bytes_text(wide_text_name(wide)));
    return ASSAY_OK;
}
