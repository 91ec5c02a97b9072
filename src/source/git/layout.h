/* layout.h - which files of a git folder are git's own; all others are content like any. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

enum layout_type { LAYOUT_FILE, LAYOUT_OTHER /* a link, a socket */ };

/*
 * True where git, git-lfs, git-annex or assay itself keep such a thing at `path`, and it begins as
 * what it should be, or is what it is named by.
 *
 * root  the git folder, open
 * path  below it, ended by a zero byte that is not counted
 */
bool layout_knows(int root, struct bytes path, enum layout_type type);
