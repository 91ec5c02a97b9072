/* build_id.h - which code is running: the program, and the libraries that matter. */

#pragma once

#include <stdbool.h>

#include "base/buf.h"

/*
 * Appends the build ids (NT_GNU_BUILD_ID) of the program and of the libraries of those names
 * ("libhs") that are loaded now, in this order; two processes that append the same run the same
 * code. False where one has none. A library that is not loaded adds nothing: it may be a part of
 * the program.
 */
bool build_id_add(const char *const *libraries, size_t count, struct buf *out);
