/* compare.h - a model as it is against what was signed: each difference named, once. */

#pragma once

#include "oms/payload.h"

/* Tells differences through `check` and counts them. Sorts both manifests by file. */
ASSAY_RESULT oms_compare(struct oms_claim *claim, struct oms_manifest *present,
                         const struct oms_tree *tree, const struct assay_model_check *check,
                         uint64_t *differences, struct assay_error *err);

/* True where a file of that name was signed; the claim's resources are sorted by file. */
bool oms_claims(const struct oms_claim *claim, const char *name);
void oms_sort_by_file(struct oms_manifest *manifest);
