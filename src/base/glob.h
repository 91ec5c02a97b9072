/* glob.h - path patterns with the rules of git's wildmatch. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/*
 * True when `pattern` matches the whole of `path`: `?` and `*` do not match '/', `**` between
 * slashes matches any number of folders, `[a-z]` and `[!a-z]` one byte, `\` quotes.
 * Named sets such as `[[:digit:]]` are those of ASCII. Time is bounded by size(pattern) *
 * size(path) times the depth of the path; callers bound the length of the pattern. Source:
 * gitignore(5), "PATTERN FORMAT".
 */
bool glob_match(struct bytes pattern, struct bytes path);

/* False for a pattern that no path of a target matches: it is empty, begins or ends with '/', or
 * has an empty part, `.` or `..`. */
bool glob_can_match(struct bytes pattern);
