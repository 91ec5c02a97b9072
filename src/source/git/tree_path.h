/* tree_path.h - what stands at a path of a tree. */

#pragma once

#include "source/git/objects.h"

/* The id at `path`, whose parts `/` divides; a size of 0 where nothing stands there. Fails as
 * object_read() does. */
ASSAY_RESULT tree_path_find(struct objects *objects, const struct object_id *tree, const char *path,
                            struct object_id *out, struct assay_error *err);
