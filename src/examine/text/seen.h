/* seen.h - which names came before: a set of their digests, of bounded size. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct seen {
    uint64_t *table; /* 0 marks a free place */
    size_t count, capacity;
};

/* Zeroed is empty. */
void seen_clear(struct seen *seen);

/*
 * Adds a name; *again tells that it was there. Two names of one digest are taken for the same: by
 * chance that does not happen, and whoever makes it happen gets a false alarm for it.
 * ASSAY_ELIMIT past `most` names, ASSAY_ENOMEM; the caller tells where.
 */
ASSAY_RESULT seen_add(struct seen *seen, struct bytes name, size_t most, bool *again);

/* True where the name was added before. */
bool seen_has(const struct seen *seen, struct bytes name);
