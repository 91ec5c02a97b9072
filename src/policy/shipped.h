/* shipped.h - the packs of policies/, which the build puts into the program. */

#pragma once

#include <stddef.h>
#include <stdint.h>

struct shipped_pack {
    const char *name; /* "baseline", asked for as "assay:baseline" */
    const uint8_t *data;
    size_t size;
};

/* Sorted by name; the table is made from policies/ by cmake/embed.cmake. */
extern const struct shipped_pack shipped_packs[];
extern const size_t shipped_pack_count;
