/* library.h - the part of libgit2 that assay lets in: its start, its options, its failures. */

#pragma once

#include <assay/error.h>
#include <git2.h>

/* Starts the library, counted; sets its options the first time: no cache of its own, no re-hashing
 * of what is read, no ownership rule (repository.c has git's). */
ASSAY_RESULT library_open(struct assay_error *err);
void library_close(void);

/* A failure with libgit2's words behind ours. */
ASSAY_RESULT fail_git(struct assay_error *err, enum assay_status status, const char *id,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));
