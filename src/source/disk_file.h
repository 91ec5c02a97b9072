/* disk_file.h - opens a file below a folder without being led out of it, and reads it as it is. */

#pragma once

#include "source/source.h"

/*
 * Opens a regular file by its path below `folder`; no part of the path may be a symbolic link or
 * lead out of the folder. The stream fails at its end with "file.changed-while-reading" where the
 * file's size or time of change moved meanwhile.
 *
 * ASSAY_EIO  id "file.unreadable", or "file.special" where it is no regular file
 */
ASSAY_RESULT disk_file_open(int folder, const char *path, struct stream *stream,
                            struct assay_error *err);

/* The same for a descriptor that is open already; taken over, also on failure. */
ASSAY_RESULT disk_file_stream(int fd, struct stream *stream, struct assay_error *err);

/* The identity of the file that a stream of this kind reads; false for other streams, and where the
 * file changed since it was opened. */
bool disk_file_identity(const struct stream *stream, struct file_identity *out);

struct stat;
struct file_identity file_identity_of(const struct stat *status);
bool file_identity_equal(const struct file_identity *a, const struct file_identity *b);
