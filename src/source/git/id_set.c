/* id_set.c - ids in an array, found by hash. */

#include "source/git/id_set.h"

#include <stdlib.h>

void id_set_init(struct id_set *set)
{
    *set = (struct id_set){.seed = table_seed()};
}

void id_set_clear(struct id_set *set)
{
    free(set->ids);
    table_clear(&set->by_id);
    *set = (struct id_set){0};
}

static uint64_t hash_id(const struct id_set *set, const struct object_id *id)
{
    return table_hash(set->seed, object_id_bytes(id));
}

static bool same(const void *state, uint32_t index, const void *key)
{
    return object_id_equal(&((const struct id_set *)state)->ids[index], key);
}

bool id_set_has(const struct id_set *set, const struct object_id *id)
{
    return table_find(&set->by_id, hash_id(set, id), same, set, id) != TABLE_NONE;
}

enum assay_status id_set_add(struct id_set *set, const struct object_id *id)
{
    if (id_set_has(set, id))
        return ASSAY_OK;
    if (set->count == set->capacity) {
        size_t capacity = set->capacity ? set->capacity * 2 : 256;
        struct object_id *grown =
            capacity < TABLE_NONE ? reallocarray(set->ids, capacity, sizeof *grown) : NULL;

        if (!grown)
            return ASSAY_ENOMEM;
        set->ids = grown;
        set->capacity = capacity;
    }
    set->ids[set->count] = *id;
    if (!table_add(&set->by_id, hash_id(set, id), (uint32_t)set->count))
        return ASSAY_ENOMEM;
    set->count++;
    return ASSAY_OK;
}

static int compare(const void *a, const void *b)
{
    return object_id_compare(a, b);
}

void id_set_sort(struct id_set *set)
{
    table_clear(&set->by_id);
    if (set->count > 0)
        qsort(set->ids, set->count, sizeof *set->ids, compare);
}
