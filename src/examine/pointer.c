/*
 * pointer.c - a small file that stands for a large one: is the large one at hand, and the one
 * named?
 */

#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "examine/job.h"
#include "inventory/gaps.h"

/* Reads the content that a pointer names through the level's buffer, for its size and digest. */
static ASSAY_RESULT hash_stream(struct job *job, struct stream *stream, uint64_t *size,
                                uint8_t digest[DIGEST_SIZE_MAX], struct assay_error *err)
{
    size_t got;

    *size = 0;
    digest_start(job->level->digest);
    do {
        TRY(stream_read(stream, job->level->buffers[0], TEE_BLOCK, &got, err));
        digest_add(job->level->digest, bytes_of(job->level->buffers[0], got));
        *size += got;
    } while (got > 0);
    digest_end(job->level->digest, digest);
    return ASSAY_OK;
}

enum assay_status resolve_pointer(struct job *job, const char *named, struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    struct evidence *evidence = job->level->evidence;
    uint8_t oid[SHA256_SIZE], digest[DIGEST_SIZE_MAX];
    struct assay_error failure = {0};
    enum assay_status status;
    uint64_t size;

    if (!bytes_starts(bytes_text(named), BYTES("sha256:")) ||
        !hex_decode(bytes_from(bytes_text(named), 7), oid, sizeof oid))
        return ASSAY_OK;
    status = source_resolve_lfs(job->source, oid, &stream, &failure);
    if (status == ASSAY_OK)
        status = hash_stream(job, &stream, &size, digest, &failure);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK)
        job_gap_of(job, &failure, GAP_POINTER_LFS_MISSING);
    else if (memcmp(oid, digest, sizeof oid) != 0)
        evidence_gap(evidence, GAP_POINTER_LFS_MISMATCH, ASSAY_NO_OFFSET,
                     "the stored file of %" PRIu64 " bytes has another SHA-256 than the pointer",
                     size);
    evidence_bool(evidence, ASSAY_FACT_POINTER_RESOLVED, MEASURED,
                  status == ASSAY_OK && memcmp(oid, digest, sizeof oid) == 0);
    return ASSAY_OK;
}
