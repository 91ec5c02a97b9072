/* fail.h - failures that carry an id of gaps.h, in one statement. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

/* As assay_fail() without an offset, and assay_fail_errno(); both set the id. */
ASSAY_RESULT fail_id(struct assay_error *err, enum assay_status status, const char *id,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));
ASSAY_RESULT fail_id_errno(struct assay_error *err, enum assay_status status, const char *id,
                           int sys, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The target itself cannot be read: "file.unreadable", with what to do. */
ASSAY_RESULT fail_unreadable_target(struct assay_error *err, int sys, const char *path);

ASSAY_RESULT fail_no_memory(struct assay_error *err);

/* Whether a failure tells of what was read, so that it becomes a gap and the walk goes on; all else
 * (memory, say) ends the run. */
bool status_is_gap(enum assay_status status);
