/*
 * rows.h - the rows of one scope in memory, in the order of their keys: what is asked for thousands
 * of times is read from the file once. A walk asks in much the same order, so the row behind the
 * last one that a thread found is looked at first; else the rows are halved.
 */

#pragma once

#include "base/arena.h"
#include "cache/database.h"

struct row {
    uint32_t key_size, value_size;
    uint32_t day;
    bool absent;     /* the value stayed in the file, for it is large */
    uint8_t bytes[]; /* the key, then the value */
};

struct rows {
    struct arena *arena;
    struct row **all;
    size_t count, capacity, held; /* bytes */
    bool full; /* LIMIT_CACHE_LOADED was met, or memory ran out: there are more */
};

/* Reads a scope; on failure the rows are empty. */
ASSAY_RESULT rows_load(struct rows *rows, struct database *database, int64_t scope);
void rows_clear(struct rows *rows); /* zeroed ones are fine */

/* NULL where there is none. *next is the asking thread's: zero at first. */
struct row *rows_find(const struct rows *rows, struct bytes key, size_t *next);

static inline struct bytes row_key(const struct row *row)
{
    return bytes_of(row->bytes, row->key_size);
}

static inline struct bytes row_value(const struct row *row)
{
    return bytes_of(row->bytes + row->key_size, row->value_size);
}
