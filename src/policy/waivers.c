/* waivers.c - which findings a waiver excuses, and how long it still does. */

#include "policy/waivers.h"

#include <assay/policy.h>

#include "base/glob.h"
#include "base/kit.h"

int64_t assay_waiver_days(int64_t until, int64_t now)
{
    if (now >= until)
        return -1 - (now - until) / SECONDS_A_DAY;
    return (until - 1) / SECONDS_A_DAY - now / SECONDS_A_DAY;
}

void waiver_settle(struct assay_waiver *waiver, int64_t now)
{
    waiver->days_left = assay_waiver_days(waiver->until, now);
    if (now >= waiver->until)
        waiver->state = ASSAY_WAIVER_EXPIRED;
    else if (waiver->withdrawal)
        waiver->state = ASSAY_WAIVER_WITHDRAWN;
    else if (waiver->doubt)
        waiver->state = ASSAY_WAIVER_IN_DOUBT;
    else if (waiver->used == 0)
        waiver->state = ASSAY_WAIVER_UNUSED;
    else
        waiver->state =
            waiver->days_left <= WAIVER_DAYS_SOON ? ASSAY_WAIVER_SOON : ASSAY_WAIVER_IN_FORCE;
}

static bool names_content(const struct assay_waiver *waiver, const struct assay_item *item)
{
    for (size_t i = 0; item && i < waiver->subject_count; i++)
        if (memcmp(waiver->subjects[i].sha256, item->content->sha256, 32) == 0)
            return true;
    return false;
}

/* A finding on the target as a whole stands at no path. */
static bool covers_path(const struct assay_waiver *waiver, const struct assay_finding *finding,
                        const char *path)
{
    return !waiver->glob ||
           (finding->item && glob_match(bytes_text(waiver->glob), bytes_text(path)));
}

static bool names_rule(const struct assay_waiver *waiver, const struct assay_finding *finding)
{
    return strcasecmp(waiver->rule, finding->rule->code) == 0 ||
           strcmp(waiver->rule, finding->rule->name) == 0 ||
           strcmp(waiver->rule, finding->headline) == 0;
}

static bool signed_covers(const struct assay_waiver *waiver, const struct assay_finding *finding,
                          bool names_target)
{
    if (!names_rule(waiver, finding))
        return false;
    /* paths, and findings on a whole target, are alike in many projects */
    if (waiver->elsewhere && (waiver->glob || !finding->item))
        return false;
    if (*waiver->fingerprint)
        return assay_fingerprint_is(finding->fingerprint, waiver->fingerprint);
    /* paths without a number would excuse whatever is put there later */
    return waiver->glob ? waiver->most > 0 : names_target || names_content(waiver, finding->item);
}

/* Of one that was signed elsewhere for more, no more counts. */
static uint64_t most_of(const struct assay_waiver *waiver)
{
    return waiver->most < ASSAY_WAIVER_MOST ? waiver->most : ASSAY_WAIVER_MOST;
}

bool waiver_covers(const struct assay_waiver *waiver, const struct assay_finding *finding,
                   const char *path, bool names_target)
{
    if (!covers_path(waiver, finding, path))
        return false;
    if (waiver->most > 0 && waiver->used >= most_of(waiver))
        return false;
    if (waiver->rule)
        return signed_covers(waiver, finding, names_target);
    return assay_fingerprint_is(finding->fingerprint, waiver->fingerprint);
}
