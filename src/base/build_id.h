/* build_id.h - which code is running: the program and every library that it was linked with. */

#pragma once

#include <stdbool.h>

#include "base/buf.h"

/*
 * Appends the build ids (NT_GNU_BUILD_ID) of the program and all shared objects loaded now; two
 * processes that append the same run the same code. False where an object has none.
 */
bool build_id_add(struct buf *out);
