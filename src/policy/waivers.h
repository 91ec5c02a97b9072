/*
 * waivers.h - the file .assay/waivers: dated exceptions, one a line, sorted by fingerprint.
 * Source: docs/reference/config.md, ".assay/waivers".
 */

#pragma once

#include <assay/assessment.h>

#include "base/arena.h"
#include "doc/doc.h"

enum {
    WAIVER_DAYS_SOON = 14,
    WAIVER_DAYS_DEFAULT = 90,
    WAIVER_GLOB_MAX = 1024, /* bytes */
    SECONDS_A_DAY = 24 * 60 * 60
};

/*
 * Reads `fp until who reason [path-glob] most=count` lines; the last two may be left out, and `#`
 * begins a comment line. A name or reason with blanks stands in double quotes.
 *
 * ASSAY_EUSAGE  id "waiver.syntax", "waiver.fingerprint", "waiver.date", "waiver.who",
 *               "waiver.reason" or "waiver.duplicate", with line, column and what to do
 */
ASSAY_RESULT waivers_read(struct arena *arena, const struct doc_source *source,
                          struct assay_waiver **out, size_t *count, struct assay_error *err);

/* The next line of `text`, without its end; moves `text` past it. */
struct bytes waiver_next_line(struct bytes *text);

/* True for a line of blanks or a comment. */
bool waiver_is_blank(struct bytes line);

/* The order of a file's lines: by fingerprint, then by paths. 0: of the two only one can be meant.
 */
int waiver_order(const struct assay_waiver *a, const struct assay_waiver *b);

/* Sets days_left and state of a waiver from its date, as of `now`; `used` decides UNUSED. */
void waiver_settle(struct assay_waiver *waiver, int64_t now);

/*
 * True where the waiver is for this finding: by its fingerprint, which names content and rule, and
 * its glob, if any. A signed one names the rule besides, and may name the content by its digest, or
 * paths with the number of findings there, of which it excuses no more.
 * names_target  a digest of it is of the target as a whole, which the finding is about
 */
bool waiver_covers(const struct assay_waiver *waiver, const struct assay_finding *finding,
                   const char *path, bool names_target);
