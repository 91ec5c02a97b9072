/*
 * table.h - finds numbered things by hash: open addressing over indices, for walks that meet
 * millions of names and ids.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define TABLE_NONE (UINT32_MAX - 1) /* no index: what was looked for is not there */

struct table {
    struct slot {
        uint32_t tag;   /* high half of the hash: where the slot stands, and what sets it apart */
        uint32_t index; /* of the thing, plus one; 0 is free */
    } * slots;
    size_t mask, count;
};

void table_clear(struct table *table);

/* The index of the thing for which `same` holds, or TABLE_NONE. */
uint32_t table_find(const struct table *table, uint64_t hash,
                    bool (*same)(const void *state, uint32_t index, const void *key),
                    const void *state, const void *key);

/* False when memory ran out. The thing must not be in the table yet. */
bool table_add(struct table *table, uint64_t hash, uint32_t index);

/* `seed` is of this run, so that nobody can choose names that fall together. */
uint64_t table_seed(void);
uint64_t table_hash(uint64_t seed, struct bytes bytes);

/* Room for one thing more in an array whose indices are in a table; false when memory ran out, or
 * when no more can be numbered. As HAS_ROOM() otherwise. */
bool table_room(void **array, size_t count, size_t *capacity, size_t each);
