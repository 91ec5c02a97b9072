/*
 * also_tags.c - a text that is read as something else, or that nobody knows by its beginning, and
 * that has tags by which a loader makes objects: it takes a YAML by any name, or any JSON.
 * Detectors see that there may be such a tag; only then is the text read again. So is a large YAML
 * whose inspector met words, as it read, of which objects may be made.
 */

#include "base/kit.h"
#include "examine/encoding/json_scan.h"
#include "examine/inspect.h"
#include "examine/job.h"
#include "examine/kinds.h"
#include "examine/models/hydra.h"
#include "examine/models/jsonpickle.h"
#include "inventory/gaps.h"

static bool is_asked_for(const struct job *job, const struct inspector *chosen,
                         const struct subject *subject)
{
    (void)subject;
    return chosen && chosen->again && evidence_asks_further(job->level->evidence);
}

/* By its ending a YAML is read as such; another text is one where nobody else knew it. */
static bool may_be_yaml(const struct job *job, const struct inspector *chosen,
                        const struct subject *subject)
{
    return (!chosen || evidence_is_declined(job->level->evidence)) &&
           subject->size != subject->head.size;
}

static bool is_json(const struct subject *subject)
{
    const uint8_t first = json_first(subject->head);

    return first == '{' || first == '[' || (first == 0 && subject->size != subject->head.size);
}

static bool may_be_pickled(const struct job *job, const struct inspector *chosen,
                           const struct subject *subject)
{
    (void)job;
    return chosen != &inspect_jsonpickle && is_json(subject);
}

/* Those beside a model are read for that by their own. */
static bool may_have_targets(const struct job *job, const struct inspector *chosen,
                             const struct subject *subject)
{
    (void)job;
    return chosen != &inspect_hub_config && is_json(subject);
}

static const struct tagged {
    const struct inspector *inspector;
    enum object_tag tag; /* or OBJECT_TAGS: it needs none */
    bool (*may_be)(const struct job *job, const struct inspector *chosen,
                   const struct subject *subject);
    enum assay_status (*read)(struct cursor *cursor, struct evidence *evidence, bool *is);
    const char *what;
} kinds[] = {
    {&inspect_hydra, OBJECT_TAGS, is_asked_for, hydra_read_again, "a YAML"},
    {&inspect_hydra, TAG_OF_YAML, may_be_yaml, hydra_read_by_any_name, "a YAML"},
    {&inspect_jsonpickle, TAG_OF_JSON, may_be_pickled, jsonpickle_read_any, "JSON"},
    {&inspect_hydra, KEY_OF_TARGET, may_have_targets, hydra_read_json, "JSON"},
};

static ASSAY_RESULT read_again(struct job *job, const struct tagged *tagged, bool *is,
                               struct assay_error *failure)
{
    CLEANUP(reread_clear) struct reread reread = {0};
    struct cursor cursor;

    TRY(job_reread(job, &reread, &cursor, failure));
    return tagged->read(&cursor, job->level->evidence, is);
}

static bool saw(const struct job *job, enum object_tag tag)
{
    return tag == OBJECT_TAGS || watcher_saw_tag(job->level->watcher, tag);
}

static ASSAY_RESULT look(struct job *job, const struct tagged *tagged, bool known,
                         struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status;
    bool is = false;

    if (!job_is_kept(job)) {
        evidence_gap(job->level->evidence, GAP_MODEL_INVALID, ASSAY_NO_OFFSET,
                     "a tag that makes objects stands in it, and whether it is %s was not looked "
                     "at: it is in an archive that is read in order",
                     tagged->what);
        return ASSAY_OK;
    }
    status = read_again(job, tagged, &is, &failure);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK)
        evidence_gap(job->level->evidence, GAP_MODEL_INVALID, failure.offset,
                     "a tag that makes objects stands in it, and whether it is %s is not known: %s",
                     tagged->what, failure.text);
    if (!is || known || evidence_has_format(job->level->evidence))
        return ASSAY_OK;
    job->content->kind = tagged->inspector->kind;
    job->content->format = tagged->inspector->format;
    evidence_format(job->level->evidence, tagged->inspector->format); /* one had declined */
    return ASSAY_OK;
}

enum assay_status also_tags(struct job *job, const struct inspector *chosen,
                            const struct subject *subject, struct assay_error *err)
{
    const bool known = chosen && !evidence_is_declined(job->level->evidence);

    if ((chosen && chosen->packed) || !kind_is_text(subject->head))
        return ASSAY_OK; /* nobody looked at its bytes, or they are no text */
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!kinds[i].may_be(job, chosen, subject))
            continue;
        TRY(tee_drain(&job->tee, err));
        if (job->tee.broken == ASSAY_OK && saw(job, kinds[i].tag))
            TRY(look(job, &kinds[i], known, err));
    }
    return ASSAY_OK;
}
