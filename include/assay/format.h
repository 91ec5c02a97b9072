/* format.h - the formats that are recognised by their bytes, and what is told of each:
 * `assay explain formats`, docs/reference/formats.md. */

#pragma once

#include <assay/inventory.h>
#include <stddef.h>

struct assay_format {
    const char *name;    /* as items carry it: "safetensors" */
    const char *title;   /* what it is */
    const char *told;    /* what is told of it, beside size and digest */
    const char *loading; /* what loading may do; "" where there is nothing to load */
    const char *source;  /* the standard, or the program that defines it */
    enum assay_kind kind;
};

/* Sorted by kind as it is declared, then by name. */
extern const struct assay_format assay_formats[];
extern const size_t assay_format_count;
