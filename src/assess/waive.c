/*
 * waive.c - applies waivers: to findings that are there, after their verdict, and to nothing else.
 */

#include "assess/run.h"
#include "base/kit.h"
#include "policy/waivers.h"

static struct assay_waiver *find_waiver(struct assessment *assessment,
                                        const struct assay_finding *finding, const char *path,
                                        int64_t now)
{
    for (size_t i = 0; i < assessment->shown.waiver_count; i++) {
        struct assay_waiver *waiver = &assessment->waivers[i];

        if (now < waiver->until && waiver_covers(waiver, finding, path))
            return waiver;
    }
    return NULL;
}

static ASSAY_RESULT apply(struct assessment *assessment, struct assay_finding *finding, int64_t now,
                          struct assay_error *err)
{
    CLEANUP(free_cleanup)
    char *path = finding->item ? assay_path_show(finding->item->path) : strdup("");
    struct assay_rule *rule = &assessment->rules[finding->rule - assessment->shown.rules];
    struct assay_waiver *waiver;

    if (!path)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    if (finding->verdict == ASSAY_ATTESTED) /* met: there is nothing to excuse */
        return ASSAY_OK;
    waiver = find_waiver(assessment, finding, path, now);
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
    return strcmp(target->view, "staged") == 0 || strcmp(target->view, "range") == 0;
}

enum assay_status waivers_apply(struct assessment *assessment, bool ignore, int64_t now,
                                struct assay_error *err)
{
    bool any = !ignore && assessment->shown.waiver_count > 0;

    for (size_t i = 0; any && i < assessment->shown.finding_count; i++)
        TRY(apply(assessment, &assessment->findings[i], now, err));
    for (size_t i = 0; i < assessment->shown.waiver_count; i++) {
        struct assay_waiver *waiver = &assessment->waivers[i];

        waiver_settle(waiver, now);
        /* what it is for may lie outside of a part, and nobody asked where none was to be used */
        if (waiver->state == ASSAY_WAIVER_UNUSED &&
            (ignore || sees_a_part(&assessment->shown.inventory->target)))
            waiver->state =
                waiver->days_left <= WAIVER_DAYS_SOON ? ASSAY_WAIVER_SOON : ASSAY_WAIVER_IN_FORCE;
    }
    return ASSAY_OK;
}
