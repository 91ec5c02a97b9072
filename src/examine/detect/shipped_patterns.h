/* shipped_patterns.h - the files of policies/patterns/, which the build puts into the program. */

#pragma once

#include <stddef.h>
#include <stdint.h>

struct shipped_pattern {
    const char *name; /* "example", asked for as "assay:example" */
    const uint8_t *data;
    size_t size;
};

/* Sorted by name; the table is made from policies/patterns/ by cmake/embed.cmake. */
extern const struct shipped_pattern shipped_patterns[];
extern const size_t shipped_pattern_count;
