/* waiving.h - waivers as a person asks for them: of findings that are there, with an end and a
 * reason. */

#pragma once

#include "cli/run.h"

/* One waiver as the flags say it: --until, --reason, --who, --glob. `run` is open. */
ASSAY_RESULT waiving_words(const struct run *run, struct assay_waiver *out,
                           struct assay_error *err);

/* "2026-03-01" or "+90d": the first second after that day. False of any other word. */
bool waiving_until(const char *word, int64_t today, int64_t *until);

/* Waives all that blocks in the assessment of `run`, and judges again.
 * left  findings about waivers and signatures themselves, which are waived by name alone */
ASSAY_RESULT waiving_all(struct run *run, size_t *count, size_t *left, struct assay_error *err);

/*
 * Waives the findings of these fingerprints; what .assay/waivers says in the same words already is
 * told and not written again, and a line for the same finding and paths is replaced.
 * count  of lines that were written
 *
 * ASSAY_EUSAGE  "waiver.unknown": no such finding, with the nearest, or none where --glob says
 */
ASSAY_RESULT waiving_some(struct run *run, const char *const *fingerprints, size_t wanted,
                          size_t *count, struct assay_error *err);
