/* job.c - what is wrong with an entry, told at each of its places. */

#include "examine/job.h"

bool is_of_item(enum assay_status status)
{
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT || status == ASSAY_EIO ||
           status == ASSAY_EMISSING;
}

void job_gap(const struct job *job, const char *id, uint64_t offset, const char *why)
{
    for (size_t i = 0; i < job->entry->place_count; i++)
        inventory_gap(job->part, id, job->entry->places[i].path, offset, why);
}

void job_gap_of(const struct job *job, const struct assay_error *failure, const char *otherwise)
{
    const char *id = otherwise;

    if (failure->id[0]) /* gaps keep the pointer, so the text must live as long */
        id = arena_text(inventory_part_arena(job->part), failure->id);
    job_gap(job, id ? id : otherwise, failure->offset, failure->text);
}
