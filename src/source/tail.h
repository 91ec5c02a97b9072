/*
 * tail.h - where containers end by their own account whose reader does not tell: RAR, CAB.
 *
 * *end is the offset behind the last of their own bytes, or ASSAY_NO_OFFSET where they do not say:
 * what is encrypted, and what breaks off.
 */

#pragma once

#include "source/content.h"

/* Adds what its members own to `content`. */
ASSAY_RESULT tail_of_rar(struct stream *in, const struct source_budget *budget,
                         struct content *content, uint64_t *end, struct assay_error *err);
ASSAY_RESULT tail_of_cab(struct stream *in, uint64_t *end, struct assay_error *err);
