/* names_table.h - what is known of each of a bounded number of names, kept in their order. */

#pragma once

#include <assay/error.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct named {
    char *name; /* NUL-terminated; may hold NULs of its own: `size` bytes */
    size_t size;
    uint64_t at;    /* offset of the place that named it first */
    uint64_t value; /* the caller's; 0 at first */
};

struct names_table {
    struct named *entries; /* in memcmp() order */
    size_t count, capacity;
};

/* Zeroed is empty. */
void names_table_clear(struct names_table *table);

/* NULL where the name is not in it. */
struct named *names_table_find(const struct names_table *table, struct bytes name);

/*
 * Finds a name or adds it, with the place `at`; *entry is valid until the next call.
 * ASSAY_ELIMIT past `most` names, ASSAY_ENOMEM; the caller tells where.
 */
ASSAY_RESULT names_table_add(struct names_table *table, struct bytes name, uint64_t at, size_t most,
                             struct named **entry);

static inline struct bytes named_bytes(const struct named *entry)
{
    return bytes_of(entry->name, entry->size);
}
