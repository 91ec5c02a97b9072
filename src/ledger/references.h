/* references.h - the objects that an entry names, whatever its kind. */

#pragma once

#include "base/buf.h"
#include "ledger/predicates.h"

struct reference {
    uint8_t sha256[32];
    uint8_t root[32]; /* of a manifest's tree */
    uint64_t lines;
    uint64_t entry, last; /* the first that names it, and the last of those that say the same */
    bool manifest;
    bool erasable;                     /* a sealed value, or a file of evidence */
    const struct predicate_kind *kind; /* of a sealed value: the kind of its entry */
};

/* Appends what entry `index` names (struct reference); false for an inventory's entry that does not
 * say what such an entry says. */
bool references_of(uint64_t index, const struct statement *statement, struct buf *references);
