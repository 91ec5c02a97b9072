/* maps.c - maps: made from entries, asked by key. */

#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/cel/values.h"

enum { FEW_ENTRIES = 8 }; /* up to here a walk is fast enough */

bool value_is_key(struct cel_value value)
{
    return value.kind == CEL_BOOL || value.kind == CEL_INT || value.kind == CEL_UINT ||
           value.kind == CEL_STRING;
}

/* Keys in a fixed order: bools, numbers by value, texts. Equal keys, and only they, give 0. */
static int key_order(struct cel_value a, struct cel_value b)
{
    int order = value_compare(a, b);
    int left = value_is_number(a) ? CEL_INT : (int)a.kind;
    int right = value_is_number(b) ? CEL_INT : (int)b.kind;

    if (order != 2)
        return order;
    return left != right ? left - right : 1; /* NaN is no key: found nowhere */
}

static int entry_order(const void *a, const void *b, void *entries)
{
    const struct cel_entry *all = entries;

    return key_order(all[*(const uint32_t *)a].key, all[*(const uint32_t *)b].key);
}

/* A walk where there are few, else by halving: no choice of keys makes this slow, as it would a
 * hash. */
static const struct cel_entry *find_entry(const struct cel_map *map, struct cel_value key)
{
    size_t low = 0, high = map->count;

    for (size_t i = 0; !map->order && i < map->count; i++) {
        if (value_compare(map->entries[i].key, key) == 0)
            return &map->entries[i];
    }
    while (map->order && low < high) {
        size_t middle = low + (high - low) / 2;
        const struct cel_entry *entry = &map->entries[map->order[middle]];
        int order = key_order(key, entry->key);

        if (order == 0)
            return entry;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct cel_value *cel_map_find(const struct cel_map *map, struct cel_value key)
{
    const struct cel_entry *entry = find_entry(map, key);

    return entry ? &entry->value : NULL;
}

/* The numbers of the entries by key; the same key twice is told in *twice. NULL: no memory. */
static const uint32_t *sort_entries(struct arena *arena, struct cel_entry *entries, size_t count,
                                    bool *twice)
{
    uint32_t *order = arena_array(arena, count, sizeof *order);

    *twice = false;
    if (!order)
        return NULL;
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, count, sizeof *order, entry_order, entries);
    for (size_t i = 1; i < count; i++)
        *twice = *twice || key_order(entries[order[i - 1]].key, entries[order[i]].key) == 0;
    return order;
}

struct cel_value cel_of_map(struct arena *arena, const struct cel_entry *entries, size_t count)
{
    struct cel_map *map = arena_alloc(arena, sizeof *map);
    struct cel_entry *copy = arena_array(arena, count, sizeof *copy);
    bool twice = false;

    if (!map || !copy)
        return value_no_memory;
    *map = (struct cel_map){0, copy, NULL};
    if (count > UINT32_MAX)
        return cel_of_fault(arena, "a map of %zu entries", count);
    for (size_t i = 0; i < count; i++) {
        if (!value_is_key(entries[i].key))
            return cel_of_fault(arena, "a key must be a bool, int, uint or string");
        if (count <= FEW_ENTRIES)
            twice = twice || find_entry(map, entries[i].key);
        copy[map->count++] = entries[i];
    }
    if (count > FEW_ENTRIES) {
        map->order = sort_entries(arena, copy, count, &twice);
        if (!map->order)
            return value_no_memory;
    }
    if (twice)
        return cel_of_fault(arena, "the same key comes twice");
    return (struct cel_value){.kind = CEL_MAP, .of = {.map = map}};
}
