/* iso_udf.h - whether an ISO image that has UDF as well holds content for UDF alone. */

#pragma once

#include "source/iso_trees.h"

/* Where such content is that no tree of ISO 9660 tells of, or ASSAY_NO_OFFSET. */
ASSAY_RESULT iso_udf(const struct iso_trees *trees, struct stream *stream,
                     const struct source_budget *budget, uint64_t *at, struct assay_error *err);
