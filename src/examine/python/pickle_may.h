/* pickle_may.h - pickles, and those that may hold a table. */

#pragma once

#include "examine/inspector.h"
#include "examine/python/pickle_report.h"

/* By its first bytes: then it is read as one too (tables/inspect_pickle_table.c). */
bool pickle_may_be_table(const struct subject *subject);

/* inspect_pickle.c: the bid for any pickle; what loading it would do, into report->evidence. */
unsigned pickle_bid_any(const struct subject *subject);
ASSAY_RESULT pickle_read_report(struct cursor *cursor, const struct subject *subject,
                                struct pickle_report *report);
