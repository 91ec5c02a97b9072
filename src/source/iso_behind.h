/* iso_behind.h - whether something stands behind the end of an ISO image. */

#pragma once

#include "source/iso_trees.h"

/*
 * Where bytes that are not zero stand behind the image's own end, or ASSAY_NO_OFFSET. The second
 * copy of a partition table, which belongs at the end of a disk, is none of them.
 */
ASSAY_RESULT iso_behind(const struct iso_trees *trees, struct stream *in,
                        const struct source_budget *budget, uint64_t *at, struct assay_error *err);
