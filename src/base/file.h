/* file.h - whole small files: read under a ceiling, written so that a crash leaves old or new. */

#pragma once

#include <assay/error.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/bytes.h"

/*
 * Appends the content of a regular file to `out`, whose ceiling bounds it.
 *
 * ASSAY_EMISSING  no such file
 * ASSAY_ELIMIT    larger than the ceiling
 * ASSAY_EIO       `sys` holds errno; EISDIR or EINVAL where it is no regular file
 * All carry the path.
 */
ASSAY_RESULT file_read(int folder, const char *path, struct buf *out, struct assay_error *err);

/* The same of a file that is open for reading; the descriptor stays the caller's. */
ASSAY_RESULT file_read_open(int fd, const char *path, struct buf *out, struct assay_error *err);

/* "a folder", "a FIFO", "a device": what stands where a regular file was wanted. */
const char *file_kind(mode_t mode);

/*
 * Makes a new file beside `path`, to be renamed over it or linked to it, and opens it for writing:
 * -1 with errno where it cannot be. Nothing that is there is followed or cut, whoever laid it: its
 * name, which goes to `name`, cannot be guessed, and no other run has it.
 */
int file_aside(int folder, const char *path, mode_t mode, char name[PATH_MAX]);

/*
 * Writes a file aside, syncs it, renames it over `path` and syncs the folder: after a crash either
 * the old content is there or the new. `folder` is an open directory or AT_FDCWD.
 */
ASSAY_RESULT file_replace(int folder, const char *path, struct bytes content, mode_t mode,
                          struct assay_error *err);

/* Writes all of it, however often that takes; false with errno where it does not go on. */
bool file_write_all(int fd, struct bytes content);

/* Makes the folders that a file is to stand in, where they are missing. */
ASSAY_RESULT file_make_parents(const char *path, struct assay_error *err);

/* Makes a folder and those above it that are missing. An existing one is fine. */
ASSAY_RESULT file_make_folders(int folder, const char *path, mode_t mode, struct assay_error *err);
