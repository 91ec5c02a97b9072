/* parts.h - the objects that assay's own JSON reports share, each with its members sorted. */

#pragma once

#include <assay/assessment.h>

#include "doc/jcs.h"
#include "report/sink.h"
#include "report/unjudged.h"

void part_text(struct jcs *jcs, const char *key, const char *text);
/* "since", where there is something that the assessment was compared with. */
void part_since(struct jcs *jcs, const struct assay_assessment *assessment);
void part_count(struct jcs *jcs, const char *key, uint64_t count);
/* Nothing where the text is NULL or empty. */
void part_optional(struct jcs *jcs, const char *key, const char *text);
void part_sha256(struct jcs *jcs, const char *key, const uint8_t sha256[32]);
/* A day, "2026-03-01"; nothing for years that have no such text. */
void part_date(struct jcs *jcs, const char *key, int64_t seconds);

/* The last day of a waiver: its `until` is the first second that it does not cover. */
int64_t part_last_day(const struct assay_waiver *waiver);

/* "attested": who says that it is met; nothing where nobody does. */
void part_attested(struct jcs *jcs, const struct assay_attestation *told);
/* "not_counted": a statement of another project, and why it does not count; nothing of NULL. */
void part_foreign(struct jcs *jcs, const struct assay_attestation *told);

/* "withdrawn": who took back the statement `what`; nothing where nobody did. */
void part_withdrawn(struct jcs *jcs, const struct assay_withdrawal *withdrawal, const char *what);

/* Values: an object or array each. Of what there may be a million, the sink spills in between. */
void part_finding(struct jcs *jcs, const struct assay_finding *finding);
void part_unjudged(struct jcs *jcs, const struct unjudged *unjudged, struct sink *sink);
void part_gaps(struct jcs *jcs, const struct assay_assessment *assessment, struct sink *sink);
/* Key and value, where some rules were not asked. */
void part_not_asked(struct jcs *jcs, const struct assay_assessment *assessment);
void part_notes(struct jcs *jcs,
                const struct assay_inventory *inventory); /* key and all, or nothing */
void part_examined(struct jcs *jcs, const struct assay_inventory *inventory);
void part_policy(struct jcs *jcs, const struct assay_assessment *assessment);
void part_tool(struct jcs *jcs);
void part_waivers(struct jcs *jcs, const struct assay_assessment *assessment);
