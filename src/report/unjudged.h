/*
 * unjudged.h - what was seen and has no finding of its own: no rule of the policy asks for it, the
 * rules let it pass, or it is not sure enough for them. Nobody may take silence for absence.
 */

#pragma once

#include <assay/assessment.h>

struct unjudged_sighting {
    const struct assay_item *item;
    const struct assay_observation *seen;
};

struct unjudged {
    struct unjudged_sighting *sightings; /* the surest first; then by class, count and path */
    size_t count;
};

/* Borrows from the assessment; to release with unjudged_clear(). ASSAY_ENOMEM is the one failure.
 */
ASSAY_RESULT unjudged_gather(const struct assay_assessment *assessment, struct unjudged *out,
                             struct assay_error *err);
void unjudged_clear(struct unjudged *unjudged);
