/* rows.c - one scope of the file, held in memory. */

#include "cache/rows.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"

enum { LARGE = 64 * 1024 }; /* a value above this is fetched when it is asked for */

void rows_clear(struct rows *rows)
{
    arena_free(rows->arena);
    free(rows->all);
    table_clear(&rows->by_key);
    *rows = (struct rows){0};
}

static uint64_t hash_row(const void *state, uint32_t index)
{
    const struct rows *rows = state;

    return table_hash(rows->seed, row_key(&rows->all[index]));
}

static bool same_key(const void *state, uint32_t index, const void *key)
{
    const struct rows *rows = state;

    return bytes_equal(row_key(&rows->all[index]), *(const struct bytes *)key);
}

static bool grow(struct rows *rows)
{
    size_t capacity = rows->capacity ? rows->capacity * 2 : 1024;
    struct row *all;

    if (rows->count < rows->capacity)
        return true;
    all = reallocarray(rows->all, capacity, sizeof *all);
    if (!all)
        return false;
    rows->all = all;
    rows->capacity = capacity;
    return true;
}

static bool copy_row(struct rows *rows, const struct database_row *from)
{
    size_t size = from->key.size + from->value.size;
    struct row *row;
    uint8_t *bytes;

    if (from->key.size > UINT32_MAX || from->value.size > UINT32_MAX || !grow(rows))
        return false;
    bytes = arena_alloc(rows->arena, size + 1);
    if (!bytes)
        return false;
    if (from->key.size > 0)
        memcpy(bytes, from->key.data, from->key.size);
    if (from->value.size > 0)
        memcpy(bytes + from->key.size, from->value.data, from->value.size);
    row = &rows->all[rows->count];
    *row = (struct row){.bytes = bytes,
                        .key_size = (uint32_t)from->key.size,
                        .value_size = (uint32_t)from->value.size,
                        .day = from->day,
                        .absent = from->value.size == 0};
    if (!table_add(&rows->by_key, hash_row(rows, (uint32_t)rows->count), (uint32_t)rows->count,
                   hash_row, rows))
        return false;
    rows->count++;
    rows->held += size + sizeof *row;
    return true;
}

static bool add_row(void *state, const struct database_row *from)
{
    struct rows *rows = state;

    if (rows->held > LIMIT_CACHE_LOADED || rows->count >= UINT32_MAX / 4 || !copy_row(rows, from))
        rows->full = true;
    return !rows->full;
}

enum assay_status rows_load(struct rows *rows, struct database *database, int64_t scope)
{
    enum assay_status status;

    rows_clear(rows);
    rows->seed = table_seed();
    rows->arena = arena_new();
    if (!rows->arena)
        return ASSAY_ENOMEM;
    status = database_each(database, scope, LARGE, add_row, rows);
    if (status != ASSAY_OK)
        rows_clear(rows);
    return status;
}

struct row *rows_find(const struct rows *rows, struct bytes key)
{
    uint32_t index = table_find(&rows->by_key, table_hash(rows->seed, key), same_key, rows, &key);

    return index == TABLE_NONE ? NULL : &rows->all[index];
}
