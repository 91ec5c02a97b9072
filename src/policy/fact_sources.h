/* fact_sources.h - how each fact is known, and what delivers it: for the dictionary. */

#pragma once

#include <assay/inventory.h>

/* A fact of several formats can be one in some and the other elsewhere. */
enum fact_known {
    FACT_MEASURED = 1, /* read off the item's own bytes */
    FACT_DECLARED = 2, /* claimed in them, or by a card elsewhere */
};

struct fact_source {
    unsigned known; /* of enum fact_known, at least one */
    const char *by; /* formats, or groups of them */
};

extern const struct fact_source fact_sources[ASSAY_FACTS];

/* "measured", "declared" or "measured or declared". */
const char *fact_known_name(unsigned known);
