/* map.h - the bytes of a file that does not change, as memory. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/bytes.h"

/*
 * Maps a regular file for reading. Only for files whose writers put them in place whole and never
 * change them: a process that reads a map of a file that shrinks is killed.
 *
 * folder  an open directory or AT_FDCWD
 * out     released by map_clear(); of an empty file {NULL, 0}
 *
 * ASSAY_EMISSING  no such file
 * ASSAY_EIO       `sys` holds errno
 */
ASSAY_RESULT map_file(int folder, const char *path, struct bytes *out, struct assay_error *err);
/* The same, with all its pages at once, of a file that is this user's and that nobody else may
 * write; false where there is no such file, or nothing in it. */
bool map_own_file(const char *path, struct bytes *out);
void map_clear(struct bytes *map); /* an empty one is fine */

/* Lets go of the pages that were read, for they count as this process's memory; they come back from
 * the system's cache when they are read again, also by another thread at the same time. */
void map_forget(struct bytes map);
