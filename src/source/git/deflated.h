/*
 * deflated.h - one object's deflated bytes, inflated step by step: large blobs are never held
 * whole.
 */

#pragma once

#include <stdbool.h>

#include "source/inflate.h"

struct deflated {
    struct inflater *inflater; /* borrowed, reset for this */
    struct bytes in;
    struct bytes head; /* inflated already, not read yet; borrowed */
    uint64_t left;     /* bytes that the object still claims */
    bool alone;        /* nothing may follow in `in` */
    bool ended;        /* the deflated bytes came to their end */
};

/*
 * Reads up to `size` bytes; *got is 0 at the end only, when the deflated bytes were seen to end
 * there too. ASSAY_EFORMAT, id "git.object-corrupt".
 */
ASSAY_RESULT deflated_read(struct deflated *deflated, void *to, size_t size, size_t *got,
                           struct assay_error *err);

/* Reads `enough` bytes, or to the end where less is left; then holds it to its end, as above. */
ASSAY_RESULT deflated_read_all(struct deflated *deflated, uint8_t *to, size_t enough,
                               struct assay_error *err);
