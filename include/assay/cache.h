/* cache.h - what is kept of examinations, so that content that did not change is not read again. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

enum assay_cache_mode {
    ASSAY_CACHE_OFF,
    ASSAY_CACHE_FILL, /* everything is examined; what was found is kept for later runs */
    ASSAY_CACHE_USE,  /* what is known is not examined again */
};

/* What the cache was good for in one run. */
struct assay_cache_use {
    uint64_t found; /* entries that were not examined again */
    uint64_t kept;  /* entries whose result was written */
    char why[200];  /* why it was not used, or not written; or "" */
    const char
        *patterns_folder; /* of the scan's options, where compiled patterns are kept, or NULL */
};

struct assay_cache_status {
    bool exists;
    uint64_t bytes, entries;
};

/* Looks at a cache without changing it. Fails where it is there and cannot be used, saying why. */
ASSAY_RESULT assay_cache_look(const char *path, struct assay_cache_status *status,
                              struct assay_error *err);
