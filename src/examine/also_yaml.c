/*
 * also_yaml.c - a text that nobody knows by its beginning, and whose tags of PyYAML's stand further
 * on: a loader takes a YAML by any name. Detectors see that there is such a tag; only then is the
 * text read again.
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/job.h"
#include "examine/models/hydra.h"
#include "inventory/gaps.h"

static ASSAY_RESULT read_again(struct job *job, bool *is_yaml, struct assay_error *failure)
{
    CLEANUP(reread_clear) struct reread reread = {0};
    struct cursor cursor;

    TRY(job_reread(job, &reread, &cursor, failure));
    return hydra_read_by_any_name(&cursor, job->level->evidence, is_yaml);
}

enum assay_status also_yaml(struct job *job, struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status;
    bool is_yaml = false;

    TRY(tee_drain(&job->tee, err));
    if (job->tee.broken != ASSAY_OK || !watcher_saw_python_tag(job->level->watcher))
        return ASSAY_OK;
    if (!job_is_kept(job)) {
        evidence_gap(job->level->evidence, GAP_MODEL_INVALID, ASSAY_NO_OFFSET,
                     "a tag that makes objects stands in it, and whether it is a YAML was not "
                     "looked at: it is in an archive that is read in order");
        return ASSAY_OK;
    }
    status = read_again(job, &is_yaml, &failure);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK)
        evidence_gap(job->level->evidence, GAP_MODEL_INVALID, failure.offset,
                     "a tag that makes objects stands in it, and whether it is a YAML is not "
                     "known: %s",
                     failure.text);
    if (!is_yaml)
        return ASSAY_OK;
    job->content->kind = inspect_hydra.kind;
    job->content->format = inspect_hydra.format;
    evidence_format(job->level->evidence, inspect_hydra.format); /* an inspector had declined */
    return ASSAY_OK;
}
