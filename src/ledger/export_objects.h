/* export_objects.h - the objects of an export: which its entries name, and what becomes of each. */

#pragma once

#include <assay/export.h>

#include "ledger/entry.h"
#include "ledger/export_sink.h"

struct export_objects {
    struct buf named, erased; /* struct named */
};

void export_objects_init(struct export_objects *objects);
void export_objects_clear(struct export_objects *objects);

/* Takes in what an entry that is handed out names. */
ASSAY_RESULT export_objects_named(struct export_objects *objects, uint64_t index,
                                  const struct entry *entry, struct assay_error *err);
/* Takes in what an erasure's entry says is gone, whether that entry is handed out or not. */
ASSAY_RESULT export_objects_erased(struct export_objects *objects, uint64_t index,
                                   const struct entry *entry, struct assay_error *err);

/*
 * Puts the objects that were named, then erased.txt and, where sealed values were left out,
 * withheld.txt; counts them in `out`.
 */
ASSAY_RESULT export_objects_put(struct export_objects *objects, const struct assay_ledger *ledger,
                                bool without_sealed, struct export_sink *sink,
                                struct assay_exported *out, struct assay_error *err);
