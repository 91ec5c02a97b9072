/* text_repeats.h - one fault that many items have alike, told once on a terminal: at the first of
 * them, with the names of the others. */

#pragma once

#include <assay/assessment.h>

#include "base/buf.h"

struct repeats {
    struct repeat *sorted; /* findings that are alike stand side by side */
    size_t *place;         /* of each finding, in `sorted`; SIZE_MAX where it is told by itself */
    size_t count;
};

/* Of the findings in the order in which they are told. */
ASSAY_RESULT repeats_init(struct repeats *repeats, const struct assay_finding *const *findings,
                          size_t count, struct assay_error *err);
void repeats_clear(struct repeats *repeats);

/* True where the finding at this place was told at an earlier item. */
bool repeats_told(const struct repeats *repeats, size_t at);

/* True where it is told here for other items too. */
bool repeats_tells(const struct repeats *repeats, size_t at);

/* "models/b.onnx 1a2b-3c4d-5e6f, models/c.onnx 7a8b-9c0d-1e2f and 12 more": the other items that
 * have it, with their fingerprint where it is another; nothing where there are none. */
void repeats_others(const struct repeats *repeats, size_t at,
                    const struct assay_assessment *assessment, struct buf *out);
