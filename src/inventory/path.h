/* path.h - walking a path from its outermost level, and writing it as text. */

#pragma once

#include <assay/inventory.h>

#include "base/buf.h"
#include "base/bytes.h"

static inline struct bytes path_name(const struct assay_path *path)
{
    return bytes_of(path->name, path->size);
}

/* Levels of a path: 1 for a plain file, 2 for a member of a container. */
size_t path_levels(const struct assay_path *path);

/* The level `index` of `levels`, 0 being the outermost. */
const struct assay_path *path_level(const struct assay_path *path, size_t levels, size_t index);

/* True when the names of all levels are UTF-8. */
bool path_is_utf8(const struct assay_path *path);

/* Appends `release.tar!/models.zip!/a/b.bin`: with `shown` safe to print, else the raw bytes. */
void path_write(const struct assay_path *path, bool shown, struct buf *out);
