/*
 * kept.h - files that git-lfs, git-annex and the ledger of assay keep in the git folder: what each
 * is named by is held against what it is.
 */

#pragma once

#include <stdbool.h>

/*
 * True where the file at `path` below the folder `root` is what its place says: `own` is that place
 * in the git folder ("lfs/objects/ab/cd/..."). Of content that is named by a digest that one is
 * computed as far as KEPT_READ bytes; of larger content form and size count.
 */
bool kept_as_named(int root, const char *path, const char *own);
