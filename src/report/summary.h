/* summary.h - the verdict block that ends every run, in every format for people. */

#pragma once

#include <assay/report.h>

#include "base/buf.h"

/* "BLOCKED", "PASSED", "INCOMPLETE", "NOTHING EXAMINED". */
const char *summary_word(const struct assay_assessment *assessment);

/* `2 high, 1 medium · 1 waived (expires in 12 days)`, or words for nothing found. */
void summary_counts(const struct assay_assessment *assessment, struct buf *out);

/* `1,318 files, 4.2 GB, in 3 containers · 9 commits · 212 rules · 1.4 s` */
void summary_examined(const struct assay_assessment *assessment, double seconds, struct buf *out);

/* `2: bundle.encrypted models.zip!/keys.bin · ...`, or "none". */
void summary_gaps(const struct assay_assessment *assessment, struct buf *out);

/* `special.health 500, secret.jwt 1: no findings of their own`: of what is in unjudged.h, by class;
 * nothing where there is none. ASSAY_ENOMEM is the one failure. */
ASSAY_RESULT summary_unjudged(const struct assay_assessment *assessment, struct buf *out,
                              struct assay_error *err);

/* `eu-ai-act-high-risk is in force from 2027-12-02 on ...`, `waiver_days is 300, not 90, by
 * own.yml:4`; nothing where all packs are in force, and none made another milder. */
void summary_packs(const struct assay_assessment *assessment, struct buf *out);

/* `3 rules about the whole project: assay check`; nothing where all were asked. */
void summary_not_asked(const struct assay_assessment *assessment, struct buf *out);

/* `2 new, 1 fixed, 5 unchanged since 2026-11-20T09:00:00Z, by other rules`; nothing where nothing
 * was given to compare with. */
void summary_since(const struct assay_assessment *assessment, struct buf *out);

/* `1 expired: 3333-4444-5555 line 3 · 2 unused: ... line 7, ...`, or `all` of them by name; nothing
 * where all are in force. */
void summary_waivers(const struct assay_assessment *assessment, bool all, struct buf *out);

/* True where page and line must speak of waivers that no longer work. */
bool summary_has_idle_waivers(const struct assay_assessment *assessment);

/* What a view of a repository leaves aside, in a sentence or two; nothing where it leaves nothing.
 */
void summary_scope(const struct assay_target_facts *target, struct buf *out);
