/* fact_sources.h - how each fact is known, and what delivers it: for the dictionary. */

#pragma once

#include <assay/inventory.h>

struct fact_source {
    const char *how; /* "measured", "declared", or both */
    const char *by;  /* formats, or groups of them */
};

extern const struct fact_source fact_sources[ASSAY_FACTS];
