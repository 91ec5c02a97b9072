/*
 * tree_crew.h - threads that scan folders ahead of the walk.
 *
 * The walk adds what scans note, in an order that does not depend on who made them; a scan that
 * nobody has begun when the walk needs it, it makes itself. So a crew without helpers does all as
 * one with them.
 */

#pragma once

#include "source/git/tree_scan.h"

struct tree_crew;

/* `objects` is the walk's own; each helper opens another beside it. Where the system has no threads
 * to give, there are fewer. ASSAY_ENOMEM */
ASSAY_RESULT tree_crew_new(struct objects *objects, unsigned helpers, struct tree_crew **out,
                           struct assay_error *err);
/* Scans that were offered and not finished stay their owner's; nobody works on one any more. */
void tree_crew_free(struct tree_crew *crew); /* NULL is fine */

/* Lets helpers make a scan; it must not be freed before it was finished, or the crew freed. */
void tree_crew_offer(struct tree_crew *crew, struct tree_scan *scan);

/* Comes back when the scan was made, by whomever. */
void tree_crew_finish(struct tree_crew *crew, struct tree_scan *scan);

/* The notes of a finished scan are not needed any more. */
void tree_crew_taken(struct tree_crew *crew, const struct tree_scan *scan);
