/* anchor.h - checkpoints in other people's git repositories, where an owner cannot take them back.
 */

#pragma once

#include <assay/ledger.h>

/*
 * Stores the newest checkpoint as an annotated tag at HEAD; its message is the note, which is
 * signed by itself, so that git need not sign the tag. tag  "assay/ledger.example.org%2Fteam/12";
 * the caller's to free()
 *
 * ASSAY_ETRUST  "ledger.fork": a tag of that size says something else
 */
ASSAY_RESULT assay_anchor_add(const struct assay_ledger *ledger, const char *repository, char **tag,
                              struct assay_error *err);

/* Holds the ledger to every anchored checkpoint; fails as assay_ledger_since() does.
 * ASSAY_EMISSING "anchor.none": there is none of this log. */
ASSAY_RESULT assay_anchor_verify(const struct assay_ledger *ledger, const char *repository,
                                 uint64_t *count, uint64_t *newest, struct assay_error *err);
