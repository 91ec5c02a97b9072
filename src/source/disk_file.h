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

/* The folder that the last file stood in, for one thread: files come folder by folder, and the way
 * to each of them is walked once. A zeroed one is empty; .root is set by its owner. */
struct disk_folder {
    int root;   /* that paths are relative to; the owner's */
    char *path; /* of `fd`, relative to the root; NULL: none is open */
    int fd;
};
void disk_folder_clear(struct disk_folder *folder);
/* The descriptor, the folder's own, that *name, the end of `path`, is relative to: of the folder
 * where that could be opened, else of the root. */
int disk_folder_of(struct disk_folder *folder, const char *path, const char **name);

/* The same for a descriptor that is open already; taken over, also on failure. */
ASSAY_RESULT disk_file_stream(int fd, struct stream *stream, struct assay_error *err);

/* The identity of the file that a stream of this kind reads; false for other streams, and where the
 * file changed since it was opened. */
bool disk_file_identity(const struct stream *stream, struct file_identity *out);

/* The identity of the file when the stream was opened; false for other streams, and for files of
 * the kernel's whose identity says nothing. */
bool disk_file_opened(const struct stream *stream, struct file_identity *out);

/* Somebody else who wants the bytes of a stream, as they are read in order. */
struct disk_listener {
    void (*hear)(void *state, struct bytes bytes);
    /* Always, once: whether it heard all, and they stood; then it may add to the identity. */
    void (*end)(void *state, bool whole, struct file_identity *identity);
    void *state;
};
/* Of a stream of this kind that nothing was read of yet. */
void disk_file_listen(struct stream *stream, const struct disk_listener *listener);

/* Appends what a small file holds, as directory walks read those that say how; false where there is
 * none, or it cannot be used. */
struct buf;
bool disk_file_small(int folder, const char *path, struct buf *out);

struct stat;
struct file_identity file_identity_of(const struct stat *status);
/* Of a regular file that stands in `folder`; false where it is none, or cannot be looked at. */
bool file_identity_at(int folder, const char *name, struct file_identity *out);
bool file_identity_equal(const struct file_identity *a, const struct file_identity *b);
