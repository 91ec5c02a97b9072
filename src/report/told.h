/* told.h - the statements that people signed about what was judged: attestations and releases, each
 * with what becomes of it here. */

#pragma once

#include <assay/testimony.h>

struct told_statement {
    const struct assay_attestation *attestation; /* or NULL: a release */
    const struct assay_release *release;
    const struct assay_item *item; /* the first subject that is here; NULL: the target as a whole */
    bool elsewhere;                /* a release of this target, as it is no more */
    uint64_t more;                 /* subjects that are here beside it */
    const char *state;             /* "holds", or why it does not, or how far */
};

struct told {
    struct told_statement *statements; /* attestations, then releases, as the testimony has them */
    size_t count;
};

/* Borrows from the assessment; to release with told_clear(). ASSAY_ENOMEM is the one failure. */
ASSAY_RESULT told_gather(const struct assay_assessment *assessment, struct told *out,
                         struct assay_error *err);
void told_clear(struct told *told);
