/* late.h - what cmake/late.cmake makes of the libraries that are loaded at their first call. */

#pragma once

#include <stddef.h>

extern void *late_slots[];      /* one a function: where its stub jumps to */
extern const char late_names[]; /* as in the slots: library, its functions, ""; at the end "" */

/* Called by a stub whose slot leads nowhere yet: loads the library that the slot belongs to and
 * fills all of its slots. The function's address; does not return where there is none. */
void *late_load(size_t number);
