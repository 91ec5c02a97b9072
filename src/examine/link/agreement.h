/* agreement.h - whether two words for a property of a model can mean the same. */

#pragma once

#include <assay/inventory.h>

/*
 * Names of architectures: "llama" and "LlamaForCausalLM" are one, as are those that a format calls
 * by the name of what they were made from. A description of several words agrees with anything.
 */
bool agreement_architectures(const char *a, const char *b);

/* Lists of texts: the same licences, or some of the other's. */
bool agreement_licenses(const struct assay_value *a, const struct assay_value *b);

/* Lists of names: one of each in common, without regard to case, host and revision. */
bool agreement_base_models(const struct assay_value *a, const struct assay_value *b);

/* A stated count of parameters and a measured one: equal as far as the stated one was written out,
 * or within a twentieth. */
bool agreement_counts(uint64_t stated, uint64_t measured);
