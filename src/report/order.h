/* order.h - findings in the order of the files that they are about. */

#pragma once

#include <assay/assessment.h>

/*
 * Pointers to all findings, by path and there by line, then rule; with `worst_first` the most
 * severe of a path come first. Findings about the target as a whole stand last.
 * out  the caller's to free(); one element for each finding
 */
ASSAY_RESULT order_findings(const struct assay_assessment *assessment, bool worst_first,
                            const struct assay_finding ***out, struct assay_error *err);
