/*
 * late.h - containers whose members several threads examined, each into a part of its own: what was
 * found in them is picked together when all threads are done.
 */

#pragma once

#include "cache/cache.h"
#include "cache/value.h"
#include "source/table.h"

struct late_entry {
    struct entry entry; /* its places live in a part */
    struct cache_draft draft;
    struct findings findings;
};

struct late {
    struct late_entry *entries;
    size_t count, capacity;
    struct table by_path; /* an entry's places lead to it, by their pointers */
    struct late_place {
        const struct assay_path *path;
        uint32_t entry;
    } * places;
    size_t place_count, place_capacity;
};

/* False when memory ran out: the entry is not remembered. */
bool late_add(struct late *late, const struct entry *entry, const struct cache_draft *draft);
/* Picks together what all parts hold of the entries. */
void late_gather(struct late *late, struct inventory_part *const *parts, size_t count);
void late_clear(struct late *late);
