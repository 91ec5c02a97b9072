/* withhold.h - what is kept of an item repeats no value that the detectors know. */

#pragma once

#include <assay/inventory.h>

#include "base/buf.h"
#include "examine/detect/detectors.h"

struct withhold {
    struct evidence *seen; /* what the search handed over; made when first something is searched */
    struct buf text;       /* kept texts, each ended by LF */
    struct kept_text {
        const char **text;
        size_t start; /* in `text` above */
        enum withheld {
            WITHHELD_ALL,
            WITHHELD_NO_CONTACT, /* cards and records name whom to ask: that is their purpose */
            WITHHELD_SECRETS     /* a column's bounds, which its cells were judged for together */
        } what;
    } * kept;
    size_t count, capacity;
    struct arena *arena; /* that texts with masks are put in */
};

void withhold_init(struct withhold *withhold);
void withhold_clear(struct withhold *withhold);

/* True where anything of the item is kept that withhold_values() would search. */
bool withhold_wanted(const struct evidence *evidence);

/*
 * Searches texts that `evidence` holds (facts, names and bounds of columns, labels, details of what
 * was seen, reasons of gaps), and puts a mask in the place of each secret, card number and
 * identifier of a person. Before evidence_end(), with a watcher that nothing else uses.
 * ASSAY_ENOMEM, or ASSAY_EINTERNAL when the patterns do not compile.
 */
ASSAY_RESULT withhold_values(struct withhold *withhold, struct watcher *watcher,
                             struct evidence *evidence, struct assay_error *err);

/*
 * The same for reasons that other files and their names are in. They are `count` texts, and a text
 * with a mask takes the place of its own; whom to ask is left in them.
 */
ASSAY_RESULT withhold_reasons(struct withhold *withhold, struct watcher *watcher,
                              struct arena *arena, const char **reasons, size_t count,
                              struct assay_error *err);
