/* speakers.h - the records and cards of an inventory, and of what they speak. */

#pragma once

#include <assay/inventory.h>

struct speakers;

/*
 * from   the records and cards; outlives what is made
 * whole  the files that they may speak of, as their paths are read
 */
ASSAY_RESULT speakers_new(const struct assay_inventory *from, const struct assay_inventory *whole,
                          struct speakers **out, struct assay_error *err);
void speakers_freep(struct speakers **speakers);

/* Whether one of them names an item of the whole. */
bool speakers_name(const struct speakers *speakers, const struct assay_item *item);
