/* rules_here.h - the rules that judge lie in the work tree: where the commit at hand has others,
 * that counts or is said. */

#pragma once

#include "cli/run.h"

/* Takes .assay/waivers from the index where what is staged is judged, unless the command is about
 * to write the file of the work tree: a waiver that is not staged will be in nobody else's clone.
 */
ASSAY_RESULT staged_waivers_take(struct run *run, struct assay_error *err);
/* True where the work tree has others than those that were taken. */
bool staged_waivers_differ(const struct run *run);
/*
 * Names config, packs and waivers that judged as they lie here: those that are staged otherwise, of
 * what is staged; those that A has otherwise, of a range A..B, whose author may have written them.
 */
ASSAY_RESULT rules_here_tell(struct run *run, struct assay_error *err);
