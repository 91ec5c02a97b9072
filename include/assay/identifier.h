/* identifier.h - the identifiers of people, money and papers that are looked for, and what is told
 * of each: `assay explain identifiers`, docs/reference/detectors.md. */

#pragma once

#include <stdbool.h>
#include <stddef.h>

struct assay_identifier {
    const char *class_name; /* as observations carry it: "pii.us-npi" */
    const char *shape;      /* how it is written */
    const char *proof;      /* what is taken for proof */
    const char *column;     /* how a column of it is told from one that is not */
    const char *harbor;     /* letters of 45 CFR 164.514(b)(2)(i), or "" */
    double chance;          /* share of random texts of the shape that pass; 0: none has a proof */
};

/* The i-th by class; false past the end. */
bool assay_identifier_at(size_t index, struct assay_identifier *out);
