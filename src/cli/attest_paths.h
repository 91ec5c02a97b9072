/* attest_paths.h - whether a waiver's pattern of paths is of anything that is here. */

#pragma once

#include <stdbool.h>

/* True where a file below `root` matches, or where that cannot be told. */
bool attest_paths_match(const char *root, const char *glob);
