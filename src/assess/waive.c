/*
 * waive.c - applies waivers: to findings that are there, after their verdict, and to nothing else.
 *
 * A gate that is put before old work may have a waiver for each of many thousand findings, so that
 * a finding asks those alone that have its first digits, and those that name no fingerprint.
 */

#include "assess/run.h"
#include "base/key_index.h"
#include "base/kit.h"
#include "policy/fingerprint.h"
#include "policy/waivers.h"

/* The waivers by the first digits of the fingerprint that each names; "" where it names none. */
struct excuses {
    struct assessment *assessment;
    const struct assay_gate *gate;
    struct key_index digits;
};

static void excuses_clear(struct excuses *excuses)
{
    key_index_clear(&excuses->digits);
}

static ASSAY_RESULT excuses_init(struct excuses *excuses, struct assay_error *err)
{
    struct assessment *assessment = excuses->assessment;

    key_index_init(&excuses->digits);
    for (size_t i = 0; i < assessment->shown.waiver_count; i++) {
        char *digits = arena_alloc(assessment->arena, FINGERPRINT_SHORT_DIGITS + 1);

        if (!digits)
            return out_of_memory(err);
        if (!fingerprint_first_digits(assessment->waivers[i].fingerprint, digits))
            digits[0] = 0;
        key_index_add(&excuses->digits, bytes_text(digits), i);
    }
    return key_index_sort(&excuses->digits, err);
}

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

static bool does_excuse(const struct excuses *all, const struct assay_waiver *waiver,
                        const struct assay_finding *finding, const char *path)
{
    const struct assessment *assessment = all->assessment;
    int64_t now = all->gate->time;

    return !waiver->withdrawal && !waiver->doubt && now < waiver->until &&
           !is_too_long(assessment, waiver, now) &&
           waiver_covers(waiver, finding, path, !finding->item && names_target(assessment, waiver));
}

/* The first in the order of all waivers: those of its digits and those of none, merged. */
static struct assay_waiver *find_waiver(const struct excuses *all,
                                        const struct assay_finding *finding, const char *path)
{
    size_t own_count, other_count;
    const struct key_place *own = key_index_find(
        &all->digits, bytes_of(finding->fingerprint, FINGERPRINT_SHORT_DIGITS), &own_count);
    const struct key_place *other = key_index_find(&all->digits, BYTES(""), &other_count);

    while (own_count + other_count > 0) {
        bool is_own = other_count == 0 || (own_count > 0 && own->at < other->at);
        struct assay_waiver *waiver = &all->assessment->waivers[is_own ? own++->at : other++->at];

        *(is_own ? &own_count : &other_count) -= 1;
        if (does_excuse(all, waiver, finding, path))
            return waiver;
    }
    return NULL;
}

static ASSAY_RESULT apply(const struct excuses *all, struct assay_finding *finding,
                          struct assay_error *err)
{
    struct assessment *assessment = all->assessment;
    CLEANUP(free_cleanup)
    char *path = finding->item ? assay_path_show(finding->item->path) : strdup("");
    struct assay_rule *rule = &assessment->rules[finding->rule - assessment->shown.rules];
    struct assay_waiver *waiver;

    if (!path)
        return out_of_memory(err);
    if (finding->verdict == ASSAY_ATTESTED) /* met: there is nothing to excuse */
        return ASSAY_OK;
    waiver = find_waiver(all, finding, path);
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
    CLEANUP(excuses_clear) struct excuses all = {.assessment = assessment, .gate = gate};
    bool any = !gate->ignore_waivers && assessment->shown.waiver_count > 0;

    TRY(excuses_init(&all, err));
    for (size_t i = 0; any && i < assessment->shown.finding_count; i++)
        TRY(apply(&all, &assessment->findings[i], err));
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
