/* beneath.h - opens what lies below a folder, and is not led out of it. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/buf.h"

/* True of a path that names no place outside of a folder: neither absolute nor with a "..". */
bool beneath_is_named(const char *path);

/*
 * Opens `path`, relative to `folder`, with flags of open(2). No part of it may be a symbolic link,
 * and it may not leave the folder.
 *
 * -1 with errno  ELOOP of a link, EXDEV of a path that leads out; else as open(2)
 */
int beneath_open(int folder, const char *path, unsigned flags);

/* The same without openat2(), for kernels and sandboxes that do not have it. */
int beneath_open_by_parts(int folder, const char *path, unsigned flags);

/*
 * Appends a small file that the project at `root` has or names: whoever wrote the project must not
 * choose which of the reader's other files are read, and shown in messages.
 *
 * ASSAY_EUSAGE  "config.outside": the path leads out of the root or over a link
 * and as file_read()
 */
ASSAY_RESULT beneath_read(const char *root, const char *path, struct buf *out,
                          struct assay_error *err);

/*
 * Tells whether there is such a file or folder, for what others open by its name.
 *
 * ASSAY_EUSAGE  as above
 * ASSAY_EIO     it is there, and cannot be opened: what it says is not to be passed over
 */
ASSAY_RESULT beneath_find(const char *root, const char *path, bool *found, struct assay_error *err);
