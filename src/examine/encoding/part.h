/* part.h - a part of a cursor's bytes as a cursor of its own, with the offsets of the whole. */

#pragma once

#include "base/cursor.h"

struct part {
    struct cursor *outer;
    uint64_t end;
};

/*
 * Opens the next `size` bytes of `outer`. Until part_close() only `inner` may be used; both the
 * part and the outer cursor outlive it. ASSAY_EFORMAT where fewer are left.
 */
ASSAY_RESULT part_open(struct part *part, struct cursor *outer, uint64_t size,
                       struct cursor *inner);

/* Leaves the outer cursor behind the part, whatever of it was read. */
ASSAY_RESULT part_close(struct part *part, struct cursor *inner);
