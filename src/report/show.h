/* show.h - figures, dates and names as a person reads them; shared by all renderers. */

#pragma once

#include <assay/assessment.h>

#include "base/buf.h"
#include "base/bytes.h"

/* 1204 as "1,204". */
void show_count(struct buf *out, uint64_t count);
/* 1 as "1 file", 1318 as "1,318 files": English nouns that take an s. */
void show_counted(struct buf *out, uint64_t count, const char *noun);
/* "812 bytes", "4.1 MB": steps of 1024. */
void show_bytes(struct buf *out, uint64_t bytes);
/* "38 ms", "1.4 s", "3 min 20 s". */
void show_seconds(struct buf *out, double seconds);
/* "2026-11-21" in UTC; an empty text for years that have none. */
void show_date(struct buf *out, int64_t seconds);

/* The item's path, made safe; the target's name where the finding is about the target. */
void show_subject(struct buf *out, const struct assay_assessment *assessment,
                  const struct assay_item *item);

/* The first place of a finding, or NULL. */
const struct assay_place *show_place(const struct assay_finding *finding);

/* What names a waiver: its fingerprint, or the rule of a signed one that has none. */
const char *show_waiver(const struct assay_waiver *waiver);

/* Text with line ends as blanks, control and invisible characters made visible. */
void show_line(struct buf *out, const char *text);

/* The first bytes of an id, as git shortens it. */
void show_short_id(struct buf *out, const uint8_t *id);

/* ", commit e4f5a6b, no longer in HEAD" of a finding in a version; nothing of one that lies on the
 * disk. `whole`: the id in full, and who brought it when. */
void show_commit(struct buf *out, const struct assay_finding *finding, bool whole);

/* What of a path a code host can find: its outermost level. */
const struct assay_path *show_outermost(const struct assay_path *path);

/* True when policy or a flag lets gaps of this id pass. */
bool show_gap_allowed(const struct assay_assessment *assessment, const char *id);
