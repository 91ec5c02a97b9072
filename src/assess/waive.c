/*
 * waive.c - applies waivers: to findings that are there, after their verdict, and to nothing else.
 */

#include "assess/run.h"
#include "base/kit.h"
#include "policy/waivers.h"

/* What a policy allows and no more: one that lasts longer was never agreed on as it stands. */
static bool is_too_long(const struct assessment *assessment, const struct assay_waiver *waiver,
                        int64_t now)
{
    return assay_waiver_days(waiver->until, now) > assay_policy_waiver_days(assessment->policy);
}

/* A signed one for a rule over the target names all of it, or a document in it. */
static bool names_target(const struct assessment *assessment, const struct assay_waiver *waiver)
{
    for (size_t i = 0; i < waiver->subject_count; i++)
        if (is_of_target(assessment->statements, waiver->subjects[i].sha256))
            return true;
    return false;
}

static struct assay_waiver *find_waiver(struct assessment *assessment,
                                        const struct assay_finding *finding, const char *path,
                                        const struct assay_gate *gate)
{
    for (size_t i = 0; i < assessment->shown.waiver_count; i++) {
        struct assay_waiver *waiver = &assessment->waivers[i];

        if (!waiver->withdrawal && !waiver->doubt && gate->time < waiver->until &&
            !is_too_long(assessment, waiver, gate->time) &&
            waiver_covers(waiver, finding, path,
                          !finding->item && names_target(assessment, waiver)))
            return waiver;
    }
    return NULL;
}

static ASSAY_RESULT apply(struct assessment *assessment, struct assay_finding *finding,
                          const struct assay_gate *gate, struct assay_error *err)
{
    CLEANUP(free_cleanup)
    char *path = finding->item ? assay_path_show(finding->item->path) : strdup("");
    struct assay_rule *rule = &assessment->rules[finding->rule - assessment->shown.rules];
    struct assay_waiver *waiver;

    if (!path)
        return out_of_memory(err);
    if (finding->verdict == ASSAY_ATTESTED) /* met: there is nothing to excuse */
        return ASSAY_OK;
    waiver = find_waiver(assessment, finding, path, gate);
    if (!waiver)
        return ASSAY_OK;
    waiver->used++;
    rule->verdicts[finding->verdict]--;
    rule->verdicts[ASSAY_WAIVED]++;
    finding->verdict = ASSAY_WAIVED;
    finding->blocking = false;
    finding->waiver = waiver;
    return ASSAY_OK;
}

bool sees_a_part(const struct assay_target_facts *target)
{
    static const char *const parts[] = {"listed", "staged", "range", "push"};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (strcmp(target->view, parts[i]) == 0)
            return true;
    return false;
}

enum assay_status waivers_apply(struct assessment *assessment, const struct assay_gate *gate,
                                struct assay_error *err)
{
    bool any = !gate->ignore_waivers && assessment->shown.waiver_count > 0;

    for (size_t i = 0; any && i < assessment->shown.finding_count; i++)
        TRY(apply(assessment, &assessment->findings[i], gate, err));
    for (size_t i = 0; i < assessment->shown.waiver_count; i++) {
        struct assay_waiver *waiver = &assessment->waivers[i];

        waiver_settle(waiver, gate->time);
        if (waiver->state != ASSAY_WAIVER_EXPIRED && waiver->state != ASSAY_WAIVER_WITHDRAWN &&
            is_too_long(assessment, waiver, gate->time)) {
            waiver->state = ASSAY_WAIVER_TOO_LONG;
            continue;
        }
        /* what it is for may lie outside of a part, and nobody asked where none was to be used */
        if (waiver->state == ASSAY_WAIVER_UNUSED &&
            (gate->ignore_waivers || sees_a_part(&assessment->shown.inventory->target)))
            waiver->state =
                waiver->days_left <= WAIVER_DAYS_SOON ? ASSAY_WAIVER_SOON : ASSAY_WAIVER_IN_FORCE;
    }
    return ASSAY_OK;
}
