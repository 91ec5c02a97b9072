/* handout.h - the files of reports/handout-* that are part of the program and of every export. */

#pragma once

#include <stddef.h>
#include <stdint.h>

struct handout_file {
    const char *name; /* "handout-check.py" */
    const uint8_t *data;
    size_t size;
};

extern const struct handout_file handout_files[];
extern const size_t handout_file_count;
