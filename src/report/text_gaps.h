/* text_gaps.h - the gaps of the text report. */

#pragma once

#include <assay/assessment.h>

#include "base/buf.h"

/* A block for each kind of gap: all of its places or the first ones; kinds that policy lets pass
 * only where `verbose`. */
void text_gaps(const struct assay_assessment *assessment, bool all, bool verbose, struct buf *out);
