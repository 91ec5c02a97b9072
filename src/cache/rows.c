/* rows.c - one scope of the file, held in memory. */

#include "cache/rows.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"

enum { LARGE = 64 * 1024 }; /* a value above this is fetched when it is asked for */

void rows_clear(struct rows *rows)
{
    arena_free(rows->arena);
    free(rows->all);
    *rows = (struct rows){0};
}

static bool copy_row(struct rows *rows, const struct database_row *from)
{
    size_t size = sizeof(struct row) + from->key.size + from->value.size;
    struct row *row;

    if (from->key.size > UINT32_MAX || from->value.size > UINT32_MAX ||
        !HAS_ROOM(rows->all, rows->count, rows->capacity))
        return false;
    row = arena_alloc(rows->arena, size);
    if (!row)
        return false;
    row->key_size = (uint32_t)from->key.size;
    row->value_size = (uint32_t)from->value.size;
    row->day = from->day;
    row->absent = from->value.size == 0;
    if (from->key.size > 0)
        memcpy(row->bytes, from->key.data, from->key.size);
    if (from->value.size > 0)
        memcpy(row->bytes + from->key.size, from->value.data, from->value.size);
    rows->all[rows->count++] = row;
    rows->held += size + sizeof(struct row *);
    return true;
}

static bool add_row(void *state, const struct database_row *from)
{
    struct rows *rows = state;

    if (rows->held > LIMIT_CACHE_LOADED || !copy_row(rows, from))
        rows->full = true;
    return !rows->full;
}

enum assay_status rows_load(struct rows *rows, struct database *database, int64_t scope)
{
    enum assay_status status;

    rows_clear(rows);
    rows->arena = arena_new();
    if (!rows->arena)
        return ASSAY_ENOMEM;
    status = database_each(database, scope, LARGE, add_row, rows);
    if (status != ASSAY_OK)
        rows_clear(rows);
    return status;
}

struct row *rows_find(const struct rows *rows, struct bytes key, size_t *next)
{
    size_t low = 0, high = rows->count;

    if (*next < rows->count && bytes_equal(row_key(rows->all[*next]), key))
        return rows->all[(*next)++];
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (bytes_compare(row_key(rows->all[middle]), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *next = low;
    if (low == rows->count || !bytes_equal(row_key(rows->all[low]), key))
        return NULL;
    ++*next;
    return rows->all[low];
}
